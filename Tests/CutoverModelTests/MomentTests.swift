import CloudEvents
import CutoverModel
import Testing

@Suite struct `moments and the spans between them` {
  private func time(_ text: String) throws -> Timestamp { try Timestamp(text) }

  @Test(
    arguments: [
      ("2018-10-21T22:52:00Z", nil, 1_000_000_000), ("2018-10-21T22:52:00.1Z", nil, 100_000_000),
      ("2018-10-21T22:52:00.123456789Z", nil, 1),
      ("2018-10-21T22:52:00Z", 60_000_000_000, 60_000_000_000),
      ("2018-10-21T22:52:00Z", 0, 0),
    ] as [(String, Int64?, Int64)])
  func `a moment lies in one unit of its last digit, or as its accuracy says`(
    text: String, accuracy: Int64?, width: Int64
  ) throws {
    let moment = Moment(try time(text), accuracy: accuracy)
    #expect(moment.latest - moment.earliest == width)
    #expect(moment.earliest == moment.stated.nanoseconds)
  }

  @Test func `a moment so vague that it leaves the calendar ends with the last nanosecond`() throws
  {
    let moment = Moment(try time("2261-12-31T23:59:59Z"), accuracy: .max)
    #expect(moment.latest == .max)
  }

  @Test func `a span between two moments lies between its bounds`() throws {
    let minute: Int64 = 60_000_000_000
    let from = Moment(try time("2018-10-21T22:52:00Z"), accuracy: minute)
    let to = Moment(try time("2018-10-22T23:03:00Z"), accuracy: minute)
    let span = SpanInterval(from: from, to: to)
    #expect(span.stated == TimeSpan(seconds: 87_060))
    #expect(span.lower == TimeSpan(seconds: 87_000))
    #expect(span.upper == TimeSpan(seconds: 87_120))
    let point = SpanInterval(
      from: Moment(from.stated, accuracy: 0), to: Moment(to.stated, accuracy: 0))
    #expect(point == SpanInterval(stated: span.stated, lower: span.stated, upper: span.stated))
    let back = SpanInterval(from: to, to: from)
    #expect(back.upper == TimeSpan(seconds: -87_000))
    #expect(back.lower == TimeSpan(seconds: -87_120))
  }

  @Test func `a clock that may be wrong lets a moment begin before its time, and no further than 64 bits`() throws {
    let moment = Moment(try time("2018-10-21T22:52:00Z"), accuracy: 5, before: 7)
    #expect(moment.earliest == moment.stated.nanoseconds - 7)
    #expect(moment.latest == moment.stated.nanoseconds + 5)
    #expect(Moment(moment.stated, before: .max).earliest < 0)
    #expect(Moment(try time("1678-01-01T00:00:00Z"), before: .max).earliest == .min)
  }

  @Test func `the bounds of a span are those of all instants that are possible`() {
    let small: [Int64] = [0, 1, 3]
    for end: Int64 in [-2, 0, 5] {
      for (x, y) in small.flatMap({ x in small.map { (x, $0) } }) {
        for (before, earlier) in small.flatMap({ x in small.map { (x, $0) } }) {
          let from = Moment(Timestamp(nanoseconds: 0), accuracy: x, before: before)
          let to = Moment(Timestamp(nanoseconds: end), accuracy: y, before: earlier)
          let span = SpanInterval(from: from, to: to)
          let lengths = (-before...x).flatMap { start in (end - earlier...end + y).map { $0 - start } }
          #expect(span.lower.nanoseconds == lengths.min())
          #expect(span.upper.nanoseconds == lengths.max())
          #expect(span.stated.nanoseconds == end)
        }
      }
    }
  }

  @Test func `a span across the whole calendar is held at the greatest length`() throws {
    let span = SpanInterval(
      from: Moment(try time("1678-01-01T00:00:00Z"), accuracy: 0),
      to: Moment(try time("2261-12-31T23:59:59Z"), accuracy: 0))
    #expect(span.stated == TimeSpan(nanoseconds: .max))
    #expect(span.lower <= span.upper)
  }
}
