import LinuxReactor
import Logging
import PointsmanAgent
import PointsmanConfiguration
import PointsmanFormats
import TestServers
import Testing

@Suite("Log lines for systemd's journal")
@Reactor
struct JournalSocketTests {
    @Test(
        "a line reaches the journal's socket with its fields apart and the message id of its event",
        arguments: MessageID.table)
    func fields(event: String, id: String) async throws {
        try await withFolder { folder in
            let journal = try NotifyListener(path: "\(folder)/socket")
            var log = Logger(label: "test") { _ in
                LineLogHandler(LogSettings(.journal), journal: JournalSocket(path: "\(folder)/socket"))
            }
            log.logLevel = .info
            log.warning("clients\nbegin to wait", metadata: ["event": "\(event)", "member": "a\nMESSAGE_ID=evil"])
            let text = try #require(await journal.next())
            let lines = text.split(separator: "\n")
            #expect(lines.contains("MESSAGE=clients begin to wait") && lines.contains("PRIORITY=4"))
            #expect(lines.filter { $0.hasPrefix("MESSAGE_ID=") } == ["MESSAGE_ID=\(id)"])
            #expect(lines.contains("POINTSMAN_EVENT=\(event)") && lines.contains("POINTSMAN_MEMBER=a MESSAGE_ID=evil"))
        }
    }

    @Test("every kind of event that is logged has a message id of its own")
    func table() {
        let logged = StatusEvent.Kind.allCases.filter { $0 != .change }.map(\.rawValue)
        #expect(MessageID.table.map(\.event) == ["decision", "incident"] + logged)
        #expect(Set(MessageID.table.map(\.id)).count == MessageID.table.count)
        #expect(
            MessageID.table.allSatisfy { $0.id.count == 32 && $0.id.allSatisfy { "0123456789abcdef".contains($0) } })
    }
}
