import PointsmanFormats

extension ConfigurationBuilder {
    /// The URL with its password, wherever that stands.
    mutating func database() -> DatabaseURL? {
        guard var url = values.read(.databaseURL, Self.url) else {
            if values.areSound(.databaseURL) {
                values.complain(
                    about: .databaseURL, code: .configuration,
                    "no database is named: set database_url in [pointsman] or the environment variable DATABASE_URL to "
                        + "postgres://user:password@host:5432/database")
            }
            return nil
        }
        if case .socketFolder = url.host {
            values.complain(
                about: .databaseURL,
                "database_url names a Unix socket: the members are reached over the network, so a "
                    + "name or an address is expected")
            return nil
        }
        if !DatabaseLine.isName(url.database) || url.database == "pgbouncer" {
            values.complain(
                about: .databaseURL,
                "PgBouncer can have no database of that name: letters, digits, _, - and . may be "
                    + "used, at most 63, and pgbouncer is its console")
        }
        if let mode = url.sslMode, mode.verifies, url.sslRootCertificate == nil {
            values.complain(
                about: .databaseURL, "sslmode=\(mode.rawValue) needs sslrootcert=FILE, the authority to check against")
        }
        for (name, file) in [
            ("sslrootcert", url.sslRootCertificate), ("sslcert", url.sslCertificate), ("sslkey", url.sslKey),
            ("passfile", url.passFile),
        ] {
            if let file, !file.hasPrefix("/") {
                values.complain(about: .databaseURL, "the parameter \(name) must be an absolute path")
            }
        }
        findPassword(for: &url, about: .databaseURL)
        url.passwordMethods = passwordMethods()
        return url
    }

    private mutating func passwordMethods() -> [PasswordMethod]? {
        values.read(.requireAuth) { (text) throws(Expectation) in
            try Self.list(text) { (item) throws(Expectation) in
                guard let method = PasswordMethod(rawValue: item) else {
                    let words = PasswordMethod.allCases.map(\.rawValue)
                    let hint = nearest(to: item, among: words).map { "did you mean \($0)?" }
                    throw Expectation(hint ?? "a list of \(words.joined(separator: ", ")) is expected")
                }
                return method
            }
        } ?? [.scram]
    }

    static func url(_ text: String) throws(Expectation) -> DatabaseURL {
        do throws(DatabaseURLError) {
            return try DatabaseURL(text)
        } catch {
            throw Expectation(error.description)
        }
    }

    /// Looks for the password in `password_file` and in the URL's passfile where the URL has none.
    mutating func findPassword(for url: inout DatabaseURL, about key: ConfigurationKey) {
        if key == .databaseURL, let file = values.read(.passwordFile, Self.path) {
            guard url.password == nil else {
                return values.complain(
                    about: .passwordFile, "the password is given twice: in database_url and by password_file")
            }
            guard let bytes = secretFile(file, about: .passwordFile) else { return }
            let line = bytes.prefix { $0 != 10 && $0 != 13 }
            guard !line.isEmpty, !line.contains(0), let text = String(validating: line, as: UTF8.self) else {
                return values.complain(
                    about: .passwordFile, code: .dataError,
                    "the first line of \(printable(file)) is no password: it is empty or not UTF-8")
            }
            url.password = Secret(text)
        }
        guard url.password == nil, let file = url.passFile, let bytes = secretFile(file, about: key) else { return }
        let passwords = PassFile(bytes)
        url.password = passwords.password(host: url.host, port: url.port, database: url.database, user: url.user)
        guard url.password == nil else { return }
        let lines = passwords.unreadable.map(String.init).joined(separator: ", ")
        let hint = lines.isEmpty ? "" : "; of its lines these have no five fields: \(lines)"
        values.complain(
            about: key, code: .dataError,
            "\(printable(file)) has no password for host:port:database:user of the URL\(hint)")
    }

    /// - Parameter open: the bits of the file's mode that it may have besides its owner's.
    mutating func secretFile(_ file: String, about key: ConfigurationKey, open: UInt32 = 0) -> [UInt8]? {
        switch disk(file) {
        case .bytes(let bytes, let mode):
            if mode & 0o077 & ~open == 0 { return bytes }
            values.complain(
                about: key, code: .noPermission, "others may read \(printable(file)): chmod 0600 is needed")
        case .absent: values.complain(about: key, code: .noInput, "the file \(printable(file)) does not exist")
        case .denied:
            values.complain(
                about: key, code: .noPermission, "\(printable(file)) may not be read by the user that runs Pointsman")
        case .failed(let words):
            values.complain(about: key, code: .systemError, "\(printable(file)) can't be read: \(words)")
        }
        return nil
    }
}
