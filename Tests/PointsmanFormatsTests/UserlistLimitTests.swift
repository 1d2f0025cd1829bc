import PointsmanFormats
import Testing

@Suite("The limits of a users' file")
struct UserlistLimitTests {
    private static let releases = [nil, PgBouncerVersion(major: 1, minor: 25), PgBouncerVersion(major: 1, minor: 26)]

    @Test(
        "a password is read and written up to the length that a release keeps, and 2047 bytes where none is known",
        arguments: releases)
    func lengths(release: PgBouncerVersion?) throws {
        let most = release == PgBouncerVersion(major: 1, minor: 26) ? 65_530 : 2_047
        for (length, isTaken) in [(2_047, true), (most, true), (most + 1, false)] {
            let long = String(repeating: "p", count: length)
            let text = "\"one\" \"x\"\n\"two\" \"\(long)\"\n\"three\" \"x\"\n"
            let (list, flaw) = Userlist.read(Array(text.utf8), by: release)
            #expect(list.users.map(\.name) == (isTaken ? ["one", "two", "three"] : ["one"]), "\(length)")
            #expect((flaw?.line == 2) == !isTaken)
            let written = Userlist([.init(name: "two", password: Secret(long))])
            let taken = try? written.text(for: release)
            #expect((taken != nil) == isTaken, "\(length)")
        }
    }

    @Test("a file of ours is read whatever release it was written for")
    func ours() throws {
        let list = Userlist([
            .init(name: "app", password: Secret(String(repeating: "p", count: 60_000))),
            .init(name: "console", password: Secret("x")),
        ])
        let text = try list.text(for: .readsLongPasswords)
        #expect(Userlist(reading: text)?["console"] == Secret("x"))
    }

    @Test(
        "a user that is not UTF-8 is left out alone, by the line of the first",
        arguments: [(true, "the user's name is not UTF-8"), (false, "the password is not UTF-8")])
    func leftOut(isName: Bool, sentence: String) {
        let accent: [UInt8] = Array("caf".utf8) + [0xE9]
        let line: [UInt8] =
            [UInt8](isName ? "\"".utf8 : "\"two\" \"".utf8) + accent + [UInt8](isName ? "\" \"x\"\n".utf8 : "\"\n".utf8)
        var bytes = Array("\"one\" \"x\"\n".utf8)
        bytes += line
        bytes += line
        bytes += Array("\"four\" \"x\"\n\"five\" \"x\"\n".utf8)
        let (list, flaw) = Userlist.read(bytes)
        #expect(flaw == nil)
        #expect(list.leftOut?.line == 2 && list.leftOut?.sentence == sentence)
        #expect(list.users.map(\.name) == ["one", "four", "five"])
    }
}
