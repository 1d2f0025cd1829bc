import PointsmanFormats

extension ConfigurationBuilder {
    /// Takes the users in `pooler_users_file`: those that the newest PgBouncer reads, and beside them what older ones read if
    /// that is less. There are none if the file has an error.
    mutating func takePoolerUsers(into configuration: inout Configuration, besides database: DatabaseURL?) {
        guard let file = values.read(.poolerUsersFile, Self.path),
            let bytes = secretFile(file, about: .poolerUsersFile)
        else { return }
        let (newest, flaw) = Userlist.read(bytes, by: .readsLongPasswords)
        let (older, shortage) = Userlist.read(bytes)
        if let leftOut = newest.leftOut {
            return values.complain(
                about: .poolerUsersFile, code: .dataError,
                "\(printable(file)), line \(leftOut.line): \(leftOut.sentence); PgBouncer reads it, and Pointsman carries UTF-8 "
                    + "only: save the file as UTF-8, or take the line out")
        }
        if let flaw {
            let sentence = "\(printable(file)), line \(flaw.line): \(flaw.sentence)"
            guard !newest.users.isEmpty else {
                return values.complain(about: .poolerUsersFile, code: .dataError, sentence)
            }
            values.note(about: .poolerUsersFile, sentence + Self.rest)
        }
        configuration.poolerUsers = newest.users.filter { isAnother($0, than: database, in: file) }
        guard older != newest, let shortage else { return }
        let names = Set(configuration.poolerUsers.map(\.name))
        configuration.olderPoolerUsers = OlderPoolerUsers(
            users: older.users.filter { names.contains($0.name) }, isNone: older.users.isEmpty,
            origin: values.origin(of: .poolerUsersFile),
            sentence: "\(printable(file)), line \(shortage.line): \(shortage.sentence)")
    }

    static let rest =
        "; from that line on nothing is read, as PgBouncer reads it: users who stand there can't log in"

    /// Whether `user` is not in PgBouncer's file already. The app's own line, from the file of a former PgBouncer, must
    /// agree with the URL.
    private mutating func isAnother(_ user: Userlist.User, than database: DatabaseURL?, in file: String) -> Bool {
        if user.name == PgBouncerIni.consoleUser {
            values.complain(
                about: .poolerUsersFile, code: .dataError,
                "\(printable(file)): the user \(user.name) is the console's: the line must go")
            return false
        }
        guard let database, user.name == database.user, let password = database.password else { return true }
        if !user.isStored, user.password != password {
            values.complain(
                about: .poolerUsersFile, code: .dataError,
                "\(printable(file)): \(printable(user.name)), the user of database_url, has another password there: make "
                    + "them the same, or take the line out")
        }
        return false
    }
}
