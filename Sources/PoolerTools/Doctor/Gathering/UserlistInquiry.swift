import LinuxReactor
import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// Reads PgBouncer's users' file, and tries its plain passwords on the primary: those of the app's user and of users
/// that have a pool, at most ``mostLogins``, so that no account gets locked.
@Reactor
struct UserlistInquiry {
    private let facts: DoctorFacts
    private static let mostLogins = 4

    /// What has come of the logins of all processes' files: each password is tried once.
    struct Logins {
        fileprivate var tried: [(user: Userlist.User, login: UserlistEntry.Login?)] = []
    }

    init(_ facts: DoctorFacts) {
        self.facts = facts
    }

    func read(_ logins: inout Logins) async -> Gathered<UserlistFacts> {
        switch path {
        case .unseen(let reason): return .unseen(reason)
        case .seen(let path):
            switch await offReactor({ Disk.load(path) }) {
            case .absent: return .unseen("there is no file \(path) here")
            case .denied: return .unseen("\(path) may not be read by this user")
            case .failed(let words): return .unseen("\(path) can't be read: \(words)")
            case .bytes(let bytes, let mode):
                let (list, flaw) = Userlist.read(bytes, by: facts.pooler.value?.version)
                let entries = await tried(list, &logins)
                return .seen(
                    UserlistFacts(
                        path: path, entries: entries, flaw: flaw, leftOut: list.leftOut, isPublic: mode.isReadByAll))
            }
        }
    }

    /// The plain password of `user` in PgBouncer's file; nil if there is none, or the file can't be read.
    func password(of user: String) async -> Secret? {
        guard case .seen(let path) = self.path, case .bytes(let bytes, _) = await offReactor({ Disk.load(path) }),
            let password = Userlist.read(bytes, by: facts.pooler.value?.version).list[user],
            UserlistEntry.Kind(of: password) == .plain
        else { return nil }
        return password
    }

    private var path: Gathered<String> {
        if facts.isManaged { return .seen(facts.configuration.pgBouncerIni(of: facts.number).userlist) }
        guard PoolerPlace(facts.configuration).isHere else {
            return .unseen("PgBouncer runs on another machine, as far as pooler_console tells")
        }
        return facts.pooler.flatMap { pooler in
            guard let path = pooler.settings["auth_file"], path.hasPrefix("/") else {
                return .unseen("PgBouncer has no auth_file with an absolute path")
            }
            return .seen(path)
        }
    }

    private func tried(_ list: Userlist, _ logins: inout Logins) async -> [UserlistEntry] {
        let settings = facts.pooler.value?.settings
        let consoles = (settings?.names("admin_users") ?? []) + (settings?.names("stats_users") ?? [])
        let pooled = Set((facts.pooler.value?.samples ?? []).flatMap(\.pools).map(\.user))
        var entries: [UserlistEntry] = []
        for user in list.users {
            let kind = UserlistEntry.Kind(of: user.password)
            var entry = UserlistEntry(name: user.name, kind: kind)
            let isApp = user.name == facts.user
            if isApp, kind == .plain, let password = facts.configuration.database.password {
                entry.isTheURLs = password == user.password
            }
            // The connection test tries the URL's own password.
            let isWanted = isApp ? entry.isTheURLs != true : pooled.contains(user.name) && !consoles.contains(user.name)
            if kind == .plain, isWanted, case .seen(let primary) = facts.primaryOrOnly {
                if !logins.tried.contains(where: { $0.user == user }), logins.tried.count < Self.mostLogins {
                    logins.tried.append((user, await login(user, primary)))
                }
                entry.login = logins.tried.first { $0.user == user }?.login
            }
            entries.append(entry)
        }
        return entries
    }

    private func login(_ user: Userlist.User, _ member: Member) async -> UserlistEntry.Login? {
        var url = facts.configuration.database
        url.user = user.name
        url.password = user.password
        do throws(PostgresError) {
            _ = try await PostgresConnection.connect(url.parameters(dialling: member.id), until: .now + Doctor.patience)
            return .accepted
        } catch {
            return error.code == .server ? .refused("\(error)") : nil
        }
    }
}

extension DoctorFacts {
    /// The primary, or the only member, even if that has refused our login.
    var primaryOrOnly: Gathered<Member> {
        if members.count == 1, let member = members.first?.member { .seen(member) } else { primary }
    }
}
