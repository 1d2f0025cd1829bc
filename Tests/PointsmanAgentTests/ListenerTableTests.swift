import PointsmanConfiguration
import PointsmanCore
import TestServers
import Testing

@testable import PointsmanAgent

@Suite("The table of listening sockets")
struct ListenerTableTests {
    private static let head =
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"

    private static func line(_ place: String, _ state: String = "0A") -> String {
        "   0: \(place) 00000000:0000 \(state) 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0\n"
    }

    @Test(
        "the listener table reports an address that has two listeners",
        arguments: [
            (["0100007F:1920", "0100007F:1920"], "127.0.0.1:6432"), (["0100007F:1920", "0B09097F:1920"], nil),
            (["00000000:1920", "00000000:1920", "0100007F:1920"], "0.0.0.0:6432"),
            (["0100007F:1921", "0100007F:1921"], nil),
            (
                ["00000000000000000000000001000000:1920", "00000000000000000000000001000000:1920"], "[::1]:6432"
            ),
            (["x", "0100007F", ":", "0100007F:1920"], nil),
        ] as [([String], String?)])
    func shared(places: [String], shown: String?) {
        let table = ListenerTable(Self.head + places.map { Self.line($0) }.joined())
        #expect(table.shared(at: 6432)?.description == shown)
    }

    @Test("the listener table reports no address that has as many listeners as are known")
    func known() {
        let table = ListenerTable(Self.head + Self.line("0100007F:1920") + Self.line("0100007F:1920"))
        #expect(table.shared(at: 6432, besides: 2) == nil)
        #expect(table.shared(at: 6432, besides: 1)?.description == "127.0.0.1:6432")
    }

    @Test("the listener table does not count an established connection as a listener")
    func connections() {
        let table = ListenerTable(Self.head + Self.line("0100007F:1920") + Self.line("0100007F:1920", "01"))
        #expect(table.shared(at: 6432) == nil)
    }
}
