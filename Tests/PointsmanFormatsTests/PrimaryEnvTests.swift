import LinuxReactor
import PointsmanCore
import PointsmanFormats
import Testing

@Suite("The text of primary.env")
struct PrimaryEnvTests {
    @Test("primary.env has one line a variable, with an empty value if nothing is known")
    func lines() {
        let unknown = PrimaryEnv(region: nil, member: nil, timeline: nil)
        #expect(unknown.text == "PRIMARY_REGION=\nPRIMARY_MEMBER=\nTIMELINE=\n")
        let known = PrimaryEnv(region: Region("iad"), member: nil, timeline: Timeline(7))
        #expect(known.text == "PRIMARY_REGION=iad\nPRIMARY_MEMBER=\nTIMELINE=7\n")
    }

    @Test(
        "primary.env writes an IPv4 member plain and an IPv6 member quoted in brackets",
        arguments: ["192.0.2.1", "fdaa::1"])
    func member(address: String) throws {
        let member = MemberID(address: try #require(IPAddress(address)), port: 5433)
        let shown = address.contains(":") ? "'[\(address)]:5433'" : "\(address):5433"
        #expect(
            PrimaryEnv(region: nil, member: member, timeline: nil).text.contains("PRIMARY_MEMBER=\(shown)\n"))
    }

    @Test(
        "a quoted value is read by a shell as it was, and no part of it is run",
        arguments: [
            "", "plain-1.2/x", "it's", "'", "$(exit 9)", "`exit 9`;exit 9\nexit 9", "a\\b \"c\"", "x'\u{301};exit 9;'",
        ])
    func quoted(value: String) async throws {
        let script = "word=\(ShellWord.quoted(value)); [ \"$word\" = \"$EXPECTED\" ]"
        let code = try await Reactor.run {
            let shell = try ChildProcess(.init("/bin/sh", ["-euc", script], environment: ["EXPECTED=\(value)"]))
            return await shell.ended(until: .now + .seconds(60))
        }
        #expect(code == 0)
    }
}
