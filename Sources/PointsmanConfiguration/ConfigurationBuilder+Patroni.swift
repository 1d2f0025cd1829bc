import PointsmanFormats

extension ConfigurationBuilder {
    /// The files that Patroni's REST API is asked with.
    mutating func takePatroni(into access: inout PatroniAccess) {
        let certificateFile = values.read(.patroniCertFile, Self.path)
        let keyFile = values.read(.patroniKeyFile, Self.path)
        access.authority = values.read(.patroniCAFile, Self.path).flatMap { publicFile($0, about: .patroniCAFile) }
        access.certificate = certificateFile.flatMap {
            // One file may hold both.
            keyFile == nil ? privateFile($0, about: .patroniCertFile) : publicFile($0, about: .patroniCertFile)
        }
        let key =
            keyFile.flatMap { privateFile($0, about: .patroniKeyFile) } ?? (keyFile == nil ? access.certificate : nil)
        access.key = key.map { Secret(String(decoding: $0, as: UTF8.self)) }
        access.login = values.read(.patroniAuthFile, Self.path).flatMap { patroniLogin($0) }

        if access.tls == .off {
            for key in [ConfigurationKey.patroniCAFile, .patroniCertFile, .patroniKeyFile] where isSet(key) {
                values.complain(
                    about: key, "\(key.rawValue) is for TLS, and there is none: set patroni_tls = verify-full")
            }
            if access.login != nil {
                values.note(
                    about: .patroniAuthFile,
                    "without patroni_tls Patroni's password is sent in plain text by switchover --to")
            }
        }
        if certificateFile == nil, keyFile != nil {
            values.complain(about: .patroniKeyFile, "patroni_key_file needs the certificate: set patroni_cert_file")
        }
        if access.tls == .require, access.authority != nil {
            values.complain(
                about: .patroniTLS, "patroni_tls = require looks at no authority: verify-ca and verify-full do")
        }
    }

    private func isSet(_ key: ConfigurationKey) -> Bool { values.text(of: key)?.isEmpty == false }

    private mutating func privateFile(_ file: String, about key: ConfigurationKey) -> [UInt8]? {
        secretFile(file, about: key, open: 0o040)
    }

    /// A file that anyone may read.
    private mutating func publicFile(_ file: String, about key: ConfigurationKey) -> [UInt8]? {
        read(file, about: key)?.bytes
    }

    /// The first line of `patroni_auth_file`. A user's name has no colon (RFC 7617, 2).
    private mutating func patroniLogin(_ file: String) -> Secret? {
        guard let bytes = privateFile(file, about: .patroniAuthFile) else { return nil }
        guard let text = SecretText(bytes), text.password.reveal().utf8.firstIndex(of: UInt8(ascii: ":")) != nil else {
            values.complain(
                about: .patroniAuthFile, code: .dataError,
                "the first line of \(printable(file)) is no USER:PASSWORD, as restapi.authentication of Patroni has them"
            )
            return nil
        }
        return text.password
    }
}
