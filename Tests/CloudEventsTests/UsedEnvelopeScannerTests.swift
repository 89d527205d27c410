import CloudEvents
import JSONText
import Testing

/// A scanner that goes on through many lines, and keeps what it learns of them, against a new one for each line.
@Suite struct `an envelope scanner in use` {
  private struct Found: Equatable {
    var places: [UInt16?] = []
    var time: Timestamp?
    var error: EnvelopeError?
  }

  private func scan(_ line: String, with scanner: inout EnvelopeScanner) -> Found {
    var members: ContiguousArray<JSONMemberSpan> = []
    return Array(line.utf8).withUnsafeBufferPointer { buffer in
      do throws(EnvelopeError) {
        let layout = try scanner.scan(buffer, members: &members)
        return Found(
          places: [layout.id, layout.source, layout.type, layout.timeMember, layout.acceptedTime, layout.salt],
          time: layout.time)
      } catch {
        return Found(error: error)
      }
    }
  }

  private func line(time: String) -> String {
    #"{"specversion":"1.0","id":"1","source":"/s","type":"t","time":"\#(time)","data":"long enough for words"}"#
  }

  @Test func `finds the attributes of every line as a new one does, whatever came before`() {
    let members = [
      #""specversion":"1.0""#, #""id":"1""#, #""source":"/s""#, #""type":"t""#, #""time":"2026-11-22T21:58:00Z""#,
      #""salt":"00""#, #""acceptedtime":"2026-11-22T21:58:00.000000001Z""#,
    ]
    var lines: [String] = ["{}", #"{"data":{}}"#, "{", #"{"specversion":"1.0"}"#]
    for place in members.indices {
      var changed = members
      changed.swapAt(place, (place + 1) % members.count)
      lines.append("{" + changed.joined(separator: ",") + "}")
      lines.append("{" + (members[..<place] + members[(place + 1)...]).joined(separator: ",") + "}")
      changed = members
      changed[place] = changed[place].replacing(#":""#, with: #":1,"x":""#)
      lines.append("{" + changed.joined(separator: ",") + "}")
      changed = members
      changed[place] = changed[place].replacing("e", with: #"\u0065"#)
      lines.append("{" + changed.joined(separator: ",") + "}")
    }
    var used = EnvelopeScanner()
    for first in lines {
      for second in lines {
        for line in [first, second, second] {
          var new = EnvelopeScanner()
          let (found, expected) = (scan(line, with: &used), scan(line, with: &new))
          if found != expected { Issue.record("\(line) after \(first): \(found), not \(expected)") }
        }
      }
    }
  }

  @Test func `reads every time as a timestamp, whatever day came before`() {
    let good = [
      "2026-11-22T21:58:00Z", "2026-11-22T23:59:59.123456789Z", "2026-11-22T00:00:00.5Z", "2026-11-23T00:00:00.120Z",
      "1678-01-01T00:00:00Z", "2261-12-31T23:59:59.999999999Z", "1969-12-31T23:59:59.999Z", "1970-01-01T00:00:00.000Z",
      "2026-11-22T21:58:00+01:00", "2024-02-29T12:00:00Z",
    ]
    var used = EnvelopeScanner()
    for day in good {
      for text in good {
        var texts = [text]
        for (place, _) in text.utf8.enumerated() {
          for byte in Array("0239:.-+TZ /".utf8) {
            var bytes = Array(text.utf8)
            bytes[place] = byte
            texts.append(String(decoding: bytes, as: UTF8.self))
          }
          texts.append(String(text.dropLast(place)))
        }
        for text in texts where !text.isEmpty {
          _ = scan(line(time: day), with: &used)
          let found = scan(line(time: text), with: &used)
          var expected: Timestamp?
          var reason: String?
          do throws(TimestampError) { expected = try Timestamp(text) } catch { reason = error.description }
          let isSame = found.time == expected && (reason == nil) == (found.error == nil)
          if !isSame { Issue.record("\(text) after \(day): \(found)") }
          if let reason, case .invalid(_, let given, _) = found.error { #expect(given == reason) }
        }
      }
    }
  }
}
