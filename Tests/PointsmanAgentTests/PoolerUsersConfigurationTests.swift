import PointsmanConfiguration
import PointsmanFormats
import Testing

@Suite("The users in pooler_users_file")
struct PoolerUsersConfigurationTests {
    private static let releases = [nil, PgBouncerVersion(major: 1, minor: 25), PgBouncerVersion(major: 1, minor: 26)]

    @Test(
        "users are those that PgBouncer's release reads, by the length of a password in the second of three lines",
        arguments: [2_047, 2_048, 65_530, 65_531])
    func lengths(bytes: Int) throws {
        for release in Self.releases {
            var configuration = try load(
                ConfigurationLoaderTests.url + "pooler_users_file = /users",
                disk: ["/users": "\"one\" \"x\"\n\"two\" \"\(Self.password(bytes))\"\n\"three\" \"x\"\n"])
            let notice = try configuration.settle(on: release)
            let isLong = release == PgBouncerVersion(major: 1, minor: 26)
            let isRead = bytes <= (isLong ? 65_530 : 2_047)
            #expect(configuration.poolerUsers.map(\.name) == (isRead ? ["one", "two", "three"] : ["one"]), "\(bytes)")
            #expect(configuration.notices.isEmpty == isRead)
            let isTold = configuration.notices.allSatisfy {
                $0.sentence.hasPrefix("/users, line 2: the password is longer than the ")
                    && $0.sentence.contains("from that line on nothing is read")
            }
            #expect(isTold, "\(configuration.notices)")
            // What no release reads is told when the file is read, and the rest once the release is known.
            #expect((notice != nil) == (bytes > 2_047 && bytes <= 65_530 && !isLong))
            // PgBouncer's file has just these.
            let text = try configuration.userlist(console: Secret("c")).text(for: release)
            #expect(Userlist.read(Array(text.utf8), by: release).list.users.count == (isRead ? 5 : 3))
        }
    }

    @Test(
        "a password that an older PgBouncer can't read in the first line ends the start with that line, and a newer one takes it"
    )
    func first() throws {
        var configuration = try load(
            ConfigurationLoaderTests.url + "pooler_users_file = /users",
            disk: ["/users": "\"one\" \"\(Self.password(3_000))\"\n\"two\" \"x\"\n"])
        let notice = try configuration.settle(on: PgBouncerVersion(major: 1, minor: 26))
        #expect(notice == nil)
        #expect(configuration.poolerUsers.count == 2)
        do throws(StartError) {
            try configuration.settle(on: PgBouncerVersion(major: 1, minor: 18))
            Issue.record("it was taken")
        } catch {
            #expect(error.code == .dataError)
            #expect(error.description.contains("/users, line 1: the password is longer than the 2047 bytes"))
        }
    }

    @Test("a user that is not UTF-8 is refused with its line, since PgBouncer would read it and those behind it")
    func latin1() {
        let users = Array("\"one\" \"x\"\n\"two\" \"caf".utf8) + [0xE9] + Array("\"\n\"three\" \"x\"\n".utf8)
        do throws(ConfigurationFailure) {
            _ = try ConfigurationLoader.load(file: "main", environment: [:], flags: []) { name in
                let text = ConfigurationLoaderTests.url + "pooler_users_file = /users"
                return .bytes(name == "main" ? Array(text.utf8) : users, mode: 0o600)
            }
            Issue.record("it was taken")
        } catch {
            #expect(error.exitCode == .dataError)
            #expect(error.description.contains("/users, line 2: the password is not UTF-8"), "\(error)")
        }
    }

    private static func password(_ bytes: Int) -> String { String(repeating: "p", count: bytes) }
}
