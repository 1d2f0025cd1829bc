import PointsmanCore
import PointsmanFormats
import PoolerTools

/// Of users and their passwords.
extension Ill {
    static let authentication: [Ill] = [
        Ill("a wrong password at the server", "login", .problem, "28P01") {
            $0.direct = .seen(
                .init(failure: "password authentication failed for user \"app\" (SQLSTATE 28P01)"))
        },
        Ill("a user that PgBouncer refuses", "login", .problem, "SASL") {
            $0.pooled = .seen(.init(failure: "SASL authentication failed"))
        },
        Ill("md5 where the server asks for SCRAM", "auth-type", .problem, "scram-sha-256, and PgBouncer has an md5") {
            $0.userlist = .seen(.init(path: "/u", entries: [.init(name: "app", kind: .md5)]))
            $0.set("auth_type", to: "md5")
        },
        Ill("md5 where PgBouncer asks for SCRAM", "auth-type", .problem, "app has an md5 hash") {
            $0.userlist = .seen(.init(path: "/u", entries: [.init(name: "app", kind: .md5)]))
        },
        Ill("a SCRAM secret where the server asks for md5", "auth-type", .problem, "a SCRAM secret") {
            $0.userlist = .seen(.init(path: "/u", entries: [.init(name: "app", kind: .scram)]))
            $0.serverAsks = .seen(.md5)
        },
        Ill("md5, which is obsolete", "auth-type", .notice, "auth_type is md5") { $0.set("auth_type", to: "md5") },
        Ill("plain passwords on the wire", "auth-type", .warning, "plain") { $0.set("auth_type", to: "plain") },
        Ill("trust for the whole network", "auth-type", .problem, "trust") {
            $0.set("auth_type", to: "trust")
            $0.set("listen_addr", to: "0.0.0.0")
        },
        Ill("a server that trusts everybody", "auth-type", .notice, "for nothing") { $0.serverAsks = .seen(.trust) },
        Ill("a standby that asks for the password in clear text", "auth-type", .warning, "10.0.0.1:5432 (password)") {
            $0.members[0].asks = .seen(.clearText)
        },
        Ill("a user that the users' file lacks", "userlist", .problem, "has no user app") {
            $0.userlist = .seen(.init(path: "/u", entries: []))
        },
        Ill("another password than the URL's", "userlist", .problem, "another password") {
            $0.userlist = .seen(.init(path: "/u", entries: [.init(name: "app", kind: .plain, isTheURLs: false)]))
        },
        Ill("a password that the server refuses", "userlist", .problem, "does not let jobs in") {
            $0.withServer { $0.roles.append(.init(name: "jobs")) }
            $0.userlist = .seen(
                .init(
                    path: "/u",
                    entries: [
                        .init(name: "app", kind: .plain), .init(name: "jobs", kind: .plain, login: .refused("28P01")),
                    ]))
        },
        Ill("a user that is no role", "userlist", .warning, "gone") {
            $0.userlist = .seen(
                .init(path: "/u", entries: [.init(name: "app", kind: .plain), .init(name: "gone", kind: .plain)]))
        },
        Ill("a users' file that everybody may read", "userlist", .warning, "everybody") {
            $0.userlist = .seen(.init(path: "/u", entries: [.init(name: "app", kind: .plain)], isPublic: true))
        },
        Ill("an auth_user without a password", "userlist", .problem, "auth_user is lookup, for whom /u has no line") {
            $0.set("auth_user", to: "lookup")
            $0.userlist = .seen(.init(path: "/u", entries: [.init(name: "app", kind: .plain)]))
        },
        Ill("an auth_user with a SCRAM secret", "userlist", .problem, "auth_user is lookup, for whom /u has a SCRAM") {
            $0.set("auth_user", to: "lookup")
            $0.withServer { $0.roles.append(.init(name: "lookup")) }
            $0.userlist = .seen(
                .init(path: "/u", entries: [.init(name: "app", kind: .plain), .init(name: "lookup", kind: .scram)]))
        },
        Ill("a line that PgBouncer can't read", "userlist", .problem, "line 3") {
            let read = Userlist.read(Array("\n\n\"app\"".utf8))
            $0.userlist = .seen(.init(path: "/u", entries: [.init(name: "app", kind: .plain)], flaw: read.flaw))
        },
        Ill(
            "a user that is not UTF-8", "userlist", .warning,
            "line 2 of /u is not judged here: the password is not UTF-8"
        ) {
            let read = Userlist.read(Array("\n\"two\" \"caf".utf8) + [0xE9, 0x22])
            $0.userlist = .seen(
                .init(path: "/u", entries: [.init(name: "app", kind: .plain)], leftOut: read.list.leftOut))
        },
        Ill("a role that is missing", "role", .problem, "no role app") { $0.withServer { $0.roles = [] } },
        Ill("a role that may not log in", "role", .problem, "NOLOGIN") {
            $0.withServer { $0.roles = [.init(name: "app", canLogIn: false)] }
        },
        Ill("a password that has expired", "role", .problem, "expired 60 min ago") {
            $0.withServer { $0.roles = [.init(name: "app", passwordLasts: .seconds(-3_600))] }
        },
        Ill("a password that will expire", "role", .warning, "60 min more") {
            $0.withServer { $0.roles = [.init(name: "app", passwordLasts: .seconds(3_600))] }
        },
        Ill("a role with fewer connections than the pool", "role", .warning, "CONNECTION LIMIT 5") {
            $0.withServer { $0.roles = [.init(name: "app", mostConnections: 5)] }
        },
        Ill("complaints in the log", "log", .warning, "3 lines of \"no such user\"") {
            $0.log = .seen([.init(complaint: .noSuchUser, count: 3, lastTime: "2026-11-25 19:00:00")])
        },
        Ill("a role without pg_monitor", "rights", .notice, "own role's sessions only") {
            $0.withServer { $0.seesOthers = false }
        },
    ]
}
