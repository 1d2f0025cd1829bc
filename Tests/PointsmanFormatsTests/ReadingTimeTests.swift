import Glibc
import PointsmanFormats
import Testing

/// What a foreign program may send costs the agent's one thread time that is proportional to its bytes.
@Suite("The time that reading takes", .serialized)
struct ReadingTimeTests {
    /// A kind of text, by its least bytes.
    struct Kind: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: @Sendable (_ bytes: Int) -> String
        var isRead = true
    }

    private static func object(_ bytes: Int, _ name: (Int) -> String) -> String {
        var (members, length, number) = ([String](), 2, 0)
        while length < bytes {
            members.append("\"\(name(number))\":0")
            length += members[number].utf8.count + 1
            number += 1
        }
        return "{\(members.joined(separator: ","))}"
    }

    private static let kinds: [Kind] = [
        Kind(testDescription: "an object with distinct names", text: { Self.object($0) { "n\($0)" } }),
        Kind(
            testDescription: "names that differ at their ends",
            text: { Self.object($0) { String(repeating: "n", count: 200) + "\($0)" } }),
        Kind(
            testDescription: "a name again at the end",
            text: { String(Self.object($0) { "n\($0)" }.dropLast()) + ",\"n0\":1}" },
            isRead: false),
        Kind(testDescription: "short escapes", text: { "\"\(String(repeating: "\\n", count: $0 / 2))\"" }),
        Kind(testDescription: "long escapes", text: { "\"\(String(repeating: "\\u00e9", count: $0 / 6))\"" }),
        Kind(testDescription: "pairs", text: { "\"\(String(repeating: "\\ud83d\\ude00", count: $0 / 12))\"" }),
        Kind(
            testDescription: "names of accents",
            text: { Self.object($0) { "e" + String(repeating: "\u{301}\u{323}", count: 50) + "\($0)" } }),
        Kind(
            testDescription: "many small objects",
            text: { "[" + String(repeating: "{\"a\":{}},", count: $0 / 9) + "0]" }),
        Kind(testDescription: "a number", text: { String(repeating: "9", count: $0) }),
    ]

    @Test(
        "JSON of 1 MiB is read or refused in seconds, and four times as many bytes take less than eight times as long",
        arguments: kinds)
    func json(kind: Kind) {
        expectLinear(kind.text) { bytes in
            let read = try? JSONReader.read(bytes)
            #expect((read != nil) == kind.isRead)
        }
    }

    @Test("a section of very many keys is settled in time proportional to them")
    func ini() {
        expectLinear { bytes in
            "[pgbouncer]\n" + (0..<(bytes / 12)).map { "key\($0) = 1\n" }.joined()
        } _: { bytes in
            let document = IniReader.read("x") { _ in .bytes(bytes, mode: 0o600) }
            #expect(document.settings(of: "pgbouncer").count == document.entries.count)
        }
    }

    @Test("a file of very many users is read in time proportional to them")
    func users() {
        expectLinear { bytes in
            (0..<(bytes / 14)).map { "\"user\($0)\" \"p\"\n" }.joined()
        } _: { bytes in
            let (list, flaw) = Userlist.read(bytes)
            #expect(flaw == nil && list.users.count > 1_000)
        }
    }

    /// Runs `read` on 1 MiB within seconds, and on a quarter of it in more than an eighth of the time.
    private func expectLinear(_ text: (Int) -> String, _ read: ([UInt8]) -> Void) {
        // The smaller ones tell what grows by squares before that takes minutes.
        let small = least(text(1 << 16), read)
        let large = least(text(1 << 18), read)
        guard large < max(small, .milliseconds(5)) * 8 else {
            Issue.record("64 KiB took \(small), and 256 KiB \(large)")
            return
        }
        let bytes = Array(text(1 << 20).utf8)
        let whole = time { read(bytes) }
        #expect(whole < .seconds(30), "1 MiB took \(whole)")
    }

    /// The shortest of three, since other programs use the caches beside.
    private func least(_ text: String, _ read: ([UInt8]) -> Void) -> Duration {
        let bytes = Array(text.utf8)
        return (0..<3).map { _ in time { read(bytes) } }.min() ?? .zero
    }

    /// The processor time that `body` takes.
    private func time(_ body: () -> Void) -> Duration {
        func spent() -> Duration {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
        }
        let before = spent()
        body()
        return spent() - before
    }
}
