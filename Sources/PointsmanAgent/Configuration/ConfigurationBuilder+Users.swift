import PointsmanFormats

extension ConfigurationBuilder {
    /// The users of `pooler_users_file`.
    mutating func poolerUsers(besides database: DatabaseURL?) -> [Userlist.User] {
        guard let file = values.read(.poolerUsersFile, Self.path),
            let bytes = secretFile(file, about: .poolerUsersFile)
        else { return [] }
        let text = String(decoding: bytes, as: UTF8.self)
        if let line = Userlist.unreadable(in: text) {
            values.complain(
                about: .poolerUsersFile, code: .dataError,
                "\(printable(file)), line \(line): \"NAME\" \"PASSWORD\" is expected, where PASSWORD may be what the server "
                    + "stores (pg_authid.rolpassword)")
            return []
        }
        let users = Userlist(reading: text)?.users ?? []
        var seen = [PgBouncerIni.consoleUser] + [database?.user].compactMap(\.self)
        for user in users {
            if seen.contains(user.name) {
                values.complain(
                    about: .poolerUsersFile, code: .dataError,
                    "\(printable(file)): \(printable(user.name)) stands there twice, or is database_url's or the console's user"
                )
            }
            seen.append(user.name)
        }
        return users
    }
}
