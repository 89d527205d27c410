/// The clocks that cost a look at every task and are the same for every service, read once.
struct RunClocks: Sendable {
  let technical: ClockReading
  let executionHealth: ClockReading
  let findings: Set<ClockReader.OrderFinding>

  init(_ analysis: RunAnalysis) {
    var reader = ClockReader(
      analysis, services: [], datasets: [], timeline: ServiceTimeline(episodes: [], doubts: []))
    technical = reader.readTechnical()
    executionHealth = reader.readExecutionHealth()
    findings = reader.orderFindings
  }
}
