import PointsmanCore
import PointsmanFormats

extension ConfigurationBuilder {
    /// The database's URL with its password, from any place; nil if it can't be made.
    mutating func database() -> DatabaseURL? {
        guard let settings = connectionSettings() else {
            if values.areSound(.databaseURL), !values.mayNameDatabase {
                values.complain(
                    about: .databaseURL, code: .configuration,
                    "no database is named: set database_url in [pointsman] or the environment variable DATABASE_URL to "
                        + "postgres://user:password@host:5432/database")
            }
            return nil
        }
        var url: DatabaseURL
        do throws(DatabaseURLError) {
            url = try DatabaseURL(settings, host: standInHost())
        } catch {
            values.complain(about: .databaseURL, "\(ConfigurationKey.databaseURL.rawValue): \(error)")
            return nil
        }
        for notice in url.notices { values.note(about: .databaseURL, notice) }
        url.notices = []
        if url.places.contains(where: { if case .socketFolder = $0.host { $0.address == nil } else { false } }) {
            values.complain(
                about: .databaseURL,
                "database_url names a Unix socket: the members are reached over the network, so a "
                    + "name or an address is expected, or hostaddr beside it")
            return nil
        }
        if !DatabaseLine.isName(url.database) || url.database == "pgbouncer" {
            values.complain(
                about: .databaseURL,
                "PgBouncer can have no database of that name: letters, digits, _, - and . may be "
                    + "used, at most 63, and pgbouncer is its console")
        }
        checkCertificates(of: &url)
        findPassword(for: &url, about: .databaseURL)
        wholeURL = settings.rewritten(with: values.isGiven(.passwordFile) ? nil : url.password)
        url.passwordMethods = passwordMethods(url.passwordMethods)
        return url
    }

    /// A host for the URL if it names none, since the members are given elsewhere; nil if they are not.
    private func standInHost() -> DatabaseURL.Host? {
        if let name = values.text(of: .discoveryName), DatabaseURL.isHostName(name) { return .name(name) }
        let first = values.text(of: .members)?.prefix { $0 != "," && $0 != " " }
        guard let first, let listed = try? Self.listed(String(first), port: 5432) else { return nil }
        return IPAddress(listed.name).map { .address($0) } ?? .name(listed.name)
    }

    /// Checks the TLS files against the needs of libpq and PgBouncer.
    private mutating func checkCertificates(of url: inout DatabaseURL) {
        if url.sslRootCertificate == "system" {
            // libpq 16 asks OpenSSL for it; PgBouncer and earlier libpqs accept a file only.
            let files = [environment["SSL_CERT_FILE"] ?? ""] + Self.systemAuthorities
            url.sslRootCertificate = files.first { if case .bytes = disk($0) { true } else { false } }
            if url.sslRootCertificate == nil {
                values.complain(
                    about: .databaseURL, code: .noInput,
                    "sslrootcert=system: this machine has no \(Self.systemAuthorities[0]): install ca-certificates, or name a file"
                )
            }
            if let mode = url.sslMode, mode != .verifyFull {
                values.complain(
                    about: .databaseURL, "sslrootcert=system takes sslmode=verify-full only, and it is \(mode.rawValue)"
                )
            }
            url.sslMode = .verifyFull
        } else if url.sslRootCertificate == nil, let home, url.sslMode != .disable {
            // The default file of libpq.
            let file = "\(home)/.postgresql/root.crt"
            if case .bytes = disk(file) { url.sslRootCertificate = file }
        }
        if let mode = url.sslMode, mode.verifies, url.sslRootCertificate == nil, values.areSound(.databaseURL) {
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
    }

    private static let systemAuthorities = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem",
        "/etc/ssl/ca-bundle.pem",
    ]

    /// - Parameter told: the methods in the URL, which count if `require_auth` isn't given.
    private mutating func passwordMethods(_ told: [PasswordMethod]?) -> [PasswordMethod]? {
        if let told, !values.isGiven(.requireAuth) { return told }
        return values.read(.requireAuth) { (text) throws(Expectation) in
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

    /// Looks for the password in `password_file` and in the URL's passfile if the URL has none.
    mutating func findPassword(for url: inout DatabaseURL, about key: ConfigurationKey) {
        if key == .databaseURL, let file = values.read(.passwordFile, Self.path) {
            guard url.password == nil else {
                return values.complain(
                    about: .passwordFile, "the password is given twice: in database_url and by password_file")
            }
            guard let bytes = secretFile(file, about: .passwordFile) else { return }
            guard let secret = SecretText(bytes) else {
                return values.complain(
                    about: .passwordFile, code: .dataError,
                    "the first line of \(printable(file)) is no password: it is empty or not UTF-8")
            }
            url.password = secret.password
            if secret.hasMore {
                values.note(
                    about: .passwordFile,
                    "the password is the first line of \(printable(file)) alone: what stands behind it is passed over, and a "
                        + "password with a line's end in it can stand in database_url, as %0A")
            }
        }
        guard url.password == nil else { return }
        if let file = url.passFile ?? environment["PGPASSFILE"].flatMap({ $0.isEmpty ? nil : $0 }) {
            guard let bytes = secretFile(file, about: key) else { return }
            let passwords = PassFile(SecretText.unmarked(bytes))
            url.password = password(in: passwords, for: url)
            guard url.password == nil else { return }
            let lines = passwords.unreadable.map(String.init).joined(separator: ", ")
            let hint = lines.isEmpty ? "" : "; of its lines these have no five fields: \(lines)"
            values.complain(
                about: key, code: .dataError,
                "\(printable(file)) has no password for host:port:database:user of the URL\(hint)")
        } else if let home, case .bytes(let bytes, let mode) = disk("\(home)/.pgpass"),
            mode.complaint(about: "") == nil
        {
            // The file is a default one: as for libpq it is no error if it has no password.
            url.password = password(in: PassFile(bytes), for: url)
        }
    }

    /// The password of the first host that has one; nil if none has.
    private func password(in file: PassFile, for url: DatabaseURL) -> Secret? {
        for place in url.places {
            let found = file.password(host: place.host, port: place.port, database: url.database, user: url.user)
            if let found { return found }
        }
        return nil
    }

    /// - Parameter open: the bits of the file's mode that are allowed besides the owner's.
    mutating func secretFile(_ file: String, about key: ConfigurationKey, open: UInt32 = 0) -> [UInt8]? {
        guard let (bytes, mode) = read(file, about: key) else { return nil }
        if let complaint = mode.complaint(about: file, open: open) {
            values.complain(about: key, code: .noPermission, complaint)
            return nil
        }
        if mode.isReadByAll {
            values.note(
                about: key,
                "every user of this machine or container may read \(printable(file)): mode 0440 is for a group alone")
        }
        return bytes
    }

    /// The bytes of a file with its mode; nil after a complaint if it can't be read.
    mutating func read(_ file: String, about key: ConfigurationKey) -> (bytes: [UInt8], mode: FileAccess)? {
        switch disk(file) {
        case .bytes(let bytes, let mode): return (bytes, mode)
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
