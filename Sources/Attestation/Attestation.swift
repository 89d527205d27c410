/// The personal acts of a stream, and what a further one would be judged by.
package struct Attestation: Sendable {
  package var acts: [JudgedAct]
  package var judge: AttestationJudge
}
