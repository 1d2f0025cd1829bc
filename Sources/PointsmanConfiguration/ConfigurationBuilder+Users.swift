import PointsmanFormats

extension ConfigurationBuilder {
    /// The users of `pooler_users_file`.
    mutating func poolerUsers(besides database: DatabaseURL?) -> [Userlist.User] {
        guard let file = values.read(.poolerUsersFile, Self.path),
            let bytes = secretFile(file, about: .poolerUsersFile)
        else { return [] }
        let (list, flaw) = Userlist.read(bytes)
        if let flaw {
            values.complain(
                about: .poolerUsersFile, code: .dataError, "\(printable(file)), line \(flaw.line): \(flaw.sentence)")
            return []
        }
        return list.users.filter { isAnother($0, than: database, in: file) }
    }

    /// Whether `user` is none of those that stand in PgBouncer's file already. The app's own line of a file that a PgBouncer had
    /// before says what the URL says.
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
