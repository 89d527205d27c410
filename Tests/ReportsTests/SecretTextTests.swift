import Testing

@testable import Reports

@Suite struct SecretTextTests {
  private let secret = "PRIVATE+KEY+example.com/ops+bb8cf12b+AWV+3ZOomWMRok+te7mL6x/UquU2+y6XVpsDHt6bxA3W"
  private let pem = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk=\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n"

  @Test func `a secret key is replaced, what stands around it stays`() {
    #expect(SecretText.hidden(in: "`\(secret)` is no vkey") == "`(secret key)` is no vkey")
    #expect(SecretText.hidden(in: "a \(secret.prefix(40))… b \(secret)") == "a (secret key)… b (secret key)")
    #expect(SecretText.hidden(in: "x \(pem)y") == "x (secret key)\ny")
    #expect(SecretText.hidden(in: "x \(pem.prefix(50))") == "x (secret key)")
  }

  @Test func `what is no secret key stays as it is`() {
    for text in ["", "PRIVATE", "example.com/ops+bb8cf12b+AWV", "-----BEGIN PUBLIC KEY-----\nAAAA", "é PRIVATE+KEYS"] {
      #expect(SecretText.hidden(in: text) == text)
      #expect(!SecretText.isIn(Array(text.utf8)))
    }
  }

  @Test func `every beginning of a secret key that has its mark is replaced`() {
    for length in 12...secret.utf8.count {
      #expect(SecretText.hidden(in: String(secret.prefix(length))) == "(secret key)")
    }
  }

  @Test func `a file of keys is told from a text that speaks of them`() {
    #expect(SecretText.isFile(Array("# mine\n \(secret)\n".utf8)))
    #expect(SecretText.isFile(Array(pem.utf8)))
    #expect(!SecretText.isFile(Array("plan: p\ntitle: find PRIVATE+KEY+ in logs\n".utf8)))
  }
}
