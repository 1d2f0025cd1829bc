import PointsmanFormats

extension ConfigurationBuilder {
    /// The role that probes, and its password: from its file, else from where libpq looks for one.
    mutating func takeProbeRole(into configuration: inout Configuration, _ database: DatabaseURL?) {
        let user = values.read(.probeUser) { (text) throws(Expectation) in
            guard text.utf8.count <= 63 else {
                throw Expectation("the name of a role is expected, of at most 63 bytes")
            }
            return text
        }
        let file = values.read(.probePasswordFile, Self.path)
        guard let user else {
            guard file != nil, values.areSound(.probeUser) else { return }
            return values.complain(
                about: .probePasswordFile,
                "probe_password_file is the password of probe_user, which is not given: name the role")
        }
        configuration.probeUser = user
        if user == database?.user {
            return values.complain(
                about: .probeUser,
                "probe_user is the app's role, that of database_url: name another, or leave probe_user out")
        }
        guard let file else {
            guard var url = database else { return }
            (url.user, url.password) = (user, nil)
            findPassword(for: &url, about: .probeUser)
            return configuration.probePassword = url.password
        }
        guard let bytes = secretFile(file, about: .probePasswordFile) else { return }
        guard let secret = SecretText(bytes) else {
            return values.complain(
                about: .probePasswordFile, code: .dataError,
                "the first line of \(printable(file)) is no password: it is empty or not UTF-8")
        }
        configuration.probePassword = secret.password
    }
}
