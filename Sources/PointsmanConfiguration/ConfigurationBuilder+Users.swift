import PointsmanFormats

extension ConfigurationBuilder {
    /// The users in `pooler_users_file`; empty if there are none or the file has an error. As PgBouncer does, it takes
    /// the users before a line that can't be read.
    mutating func poolerUsers(besides database: DatabaseURL?) -> [Userlist.User] {
        guard let file = values.read(.poolerUsersFile, Self.path),
            let bytes = secretFile(file, about: .poolerUsersFile)
        else { return [] }
        let (list, flaw) = Userlist.read(bytes)
        if let flaw {
            let sentence = "\(printable(file)), line \(flaw.line): \(flaw.sentence)"
            guard !list.users.isEmpty else {
                values.complain(about: .poolerUsersFile, code: .dataError, sentence)
                return []
            }
            values.note(
                about: .poolerUsersFile,
                "\(sentence); from that line on nothing is read, as PgBouncer reads it: users who stand there can't log in"
            )
        }
        return list.users.filter { isAnother($0, than: database, in: file) }
    }

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
