/// The rows of the keys of Patroni's REST API.
extension ConfigurationKey.Row {
    static var patroni: Self {
        Self(
            .members, .found("the URL's hosts, at port 8008"),
            "Where Patroni's REST API tells the members, with discovery = patroni: any of these will do."
        ) { $0.asksPatroni && $1.asksPatroni && $0.discovery != $1.discovery }
    }

    static var patroniTLS: Self {
        Self(
            .choice(PatroniAccess.TLS.allCases), .value("off"),
            "Whether Patroni's REST API is asked over TLS, and how its certificate is looked at, in the words of sslmode.",
            at: \.patroni.tls)
    }

    static var patroniCAFile: Self {
        Self(
            .path, .found("this machine's authorities"), "Who must have signed Patroni's certificate, in PEM.",
            of: \.patroni.authority)
    }

    static var patroniCertFile: Self {
        Self(
            .path, .none, "The certificate that Patroni is shown (its verify_client), in PEM.",
            of: \.patroni.certificate)
    }

    static var patroniKeyFile: Self {
        Self(
            .path, .found("patroni_cert_file"), "That certificate's private key, in PEM, mode 0600 or 0440.",
            of: \.patroni.key)
    }

    static var patroniAuthFile: Self {
        Self(
            .path, .none,
            "USER:PASSWORD of Patroni's restapi.authentication, which switchover --to needs; mode 0600 or 0440.",
            of: \.patroni.login)
    }
}
