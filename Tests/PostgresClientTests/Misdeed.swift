import PostgresClient
import Testing

/// Something that a server does which none should, and what the client must call it.
struct Misdeed: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let code: PostgresError.Code
    /// What it does on a connection.
    /// - Returns: how many bytes it could send.
    let script: @Sendable (ScriptedPeer) -> Int

    init(_ name: String, _ code: PostgresError.Code, _ script: @escaping @Sendable (ScriptedPeer) -> Int) {
        testDescription = name
        self.code = code
        self.script = script
    }

    /// In the place of the answer to a statement.
    static func answering(
        _ name: String, _ begin: [UInt8], flood: [UInt8] = [], is code: PostgresError.Code = .misbehaving(.excess)
    ) -> Misdeed {
        Misdeed(name, code) { peer in
            peer.begin()
            peer.send(begin)
            if flood.isEmpty { peer.waitForEnd() }
            return flood.isEmpty ? 0 : peer.flood(flood)
        }
    }

    /// In the login.
    static func loggingIn(_ name: String, _ code: PostgresError.Code, flood: [UInt8]) -> Misdeed {
        Misdeed(name, code) { peer in
            peer.start()
            peer.send(ScriptedPeer.message("R", ScriptedPeer.number(0)))
            return peer.flood(flood)
        }
    }

    private static func text(_ words: String) -> [UInt8] { Array(words.utf8) + [0] }

    private static let notice = ScriptedPeer.message("N", text("SNOTICE") + text("C00000") + text("Mwell") + [0])
    private static let farewell = ScriptedPeer.message("N", text("SFATAL") + text("C57P01") + text("Mbye") + [0])
    private static let notification = ScriptedPeer.message("A", ScriptedPeer.number(7) + text("c") + text(""))
    private static let setting = ScriptedPeer.message("S", text("a_setting") + text(String(repeating: "x", count: 400)))
    private static let strange = ScriptedPeer.message("s", [])
    private static let done = ScriptedPeer.message("C", text(""))
    private static let columns = ScriptedPeer.message("T", [0, 1] + text("c") + [UInt8](repeating: 0, count: 18))
    private static let row = ScriptedPeer.message("D", [0, 1, 255, 255, 255, 255])
    private static let hugeRow = ScriptedPeer.message("D", [0, 1, 63, 255, 255, 247], length: (1 << 30) - 1)
    private static let garbage = Array("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".utf8)

    static let answers = [
        answering("CopyOut", ScriptedPeer.message("H", [0, 0, 0]), is: .misbehaving(.foreignState)),
        answering("CopyIn", ScriptedPeer.message("G", [0, 0, 0]), is: .misbehaving(.foreignState)),
        answering("CopyBoth", ScriptedPeer.message("W", [0, 0, 0]), is: .misbehaving(.foreignState)),
        answering(
            "CopyOut with data", ScriptedPeer.message("H", [0, 0, 0]), flood: ScriptedPeer.message("d", [65]),
            is: .misbehaving(.foreignState)),
        answering("rows without end", columns, flood: row),
        answering("results without end", [], flood: done),
        answering("notices without end", [], flood: notice),
        answering("farewells without end", [], flood: farewell),
        answering(
            "errors without end", [],
            flood: ScriptedPeer.message("E", text("SERROR") + text("CXX000") + text("Mno") + [0])),
        answering("notifications without end", [], flood: notification),
        answering("settings without end", [], flood: setting),
        answering("a row of a gigabyte", columns, flood: hugeRow),
        answering("garbage", garbage, is: .misbehaving(.garbled)),
        answering("messages without end that no statement asks for", [], flood: strange, is: .misbehaving(.garbled)),
        answering("rows without columns", row + done + ScriptedPeer.message("Z", [73]), is: .misbehaving(.garbled)),
        answering("nothing", [], is: .deadline),
    ]

    /// In the place of the answers to commands that were sent in one write.
    static let joinedAnswers = [
        answering("rows without end", columns, flood: row), answering("results without end", [], flood: done),
        answering("a row of a gigabyte", columns, flood: hugeRow), answering("nothing", [], is: .deadline),
        answering("a message without a body", ScriptedPeer.message("c", []), is: .deadline),
    ]

    static let logins = [
        Misdeed("SCRAM of two billion rounds", .misbehaving(.costlyLogin)) { peer in
            peer.start()
            peer.send(ScriptedPeer.message("R", ScriptedPeer.number(10) + text("SCRAM-SHA-256") + [0]))
            guard let answer = peer.receive(),
                let nonce = String(decoding: answer, as: UTF8.self).split(separator: "r=").last
            else { return 0 }
            peer.send(
                ScriptedPeer.message(
                    "R", ScriptedPeer.number(11) + Array("r=\(nonce)x,s=c2FsdHNhbHRzYWx0,i=2000000000".utf8)))
            peer.waitForEnd()
            return 0
        },
        Misdeed("the password asked for without end", .misbehaving(.excess)) { peer in
            peer.start()
            repeat { peer.send(ScriptedPeer.message("R", ScriptedPeer.number(3))) } while peer.receive() != nil
            return 0
        },
        Misdeed("garbage in the login", .misbehaving(.garbled)) { peer in
            peer.start()
            peer.send(garbage)
            peer.waitForEnd()
            return 0
        },
        loggingIn("settings without end in the login", .misbehaving(.excess), flood: setting),
        loggingIn("notices without end in the login", .misbehaving(.excess), flood: notice),
        Misdeed("a login without end", .deadline) { peer in
            peer.start()
            peer.waitForEnd()
            return 0
        },
    ]

    static let unasked = [
        unasked("notices", notice, .excess), unasked("notifications", notification, .excess),
        unasked("settings", setting, .excess), unasked("answers", done, .garbled),
        unasked("messages that no statement asked for", strange, .garbled),
    ]

    /// After the login, without end.
    private static func unasked(_ name: String, _ flood: [UInt8], _ misbehaviour: Misbehaviour) -> Misdeed {
        Misdeed("\(name) without end while idle", .misbehaving(misbehaviour)) { peer in
            peer.start()
            peer.send(ScriptedPeer.message("R", ScriptedPeer.number(0)) + ScriptedPeer.message("Z", [73]))
            return peer.flood(flood)
        }
    }
}
