/// Of TLS.
extension Fault {
    private static let gone = [
        "is gone", "down (", "closed the connection", "every server that answers is a standby", "start it",
        "pg_hba.conf",
    ]

    static let encryption = [
        Fault(
            name: "a server without TLS", url: { $0.url(options: "?sslmode=require") },
            spoil: { try await $0.encrypt(nil) },
            status: ["can't be probed (it speaks no TLS, which sslmode requires)"],
            doctor: ["server does not support SSL", "speaks no TLS", "`ssl = on` with a certificate"], never: gone,
            mend: { try await $0.encrypt("good.crt") }),
        Fault(
            name: "a certificate of another authority",
            url: {
                $0.url(host: "db.test", options: "?sslmode=verify-ca&sslrootcert=\($0.certificate("other.crt"))")
            },
            keys: { ["discovery": "static", "members": "127.0.0.1:\($0.stack.cluster.port)"] },
            spoil: { try await $0.encrypt("good.crt") },
            status: ["signed by no authority of sslrootcert"],
            doctor: ["certificate verify failed", "signed by none of the authorities in sslrootcert"],
            never: gone + ["has other names"], isInConfiguration: true),
        Fault(
            name: "a certificate that has expired",
            url: { $0.url(host: "db.test", options: "?sslmode=verify-full&sslrootcert=\($0.certificate("ca.crt"))") },
            keys: { ["discovery": "static", "members": "127.0.0.1:\($0.stack.cluster.port)"] },
            spoil: { try await $0.encrypt("expired.crt") },
            status: ["its certificate is not valid now"], doctor: ["has expired", "renew it"],
            never: gone + ["has other names"], mend: { try await $0.encrypt("good.crt") }),
        Fault(
            name: "a certificate of another name",
            url: { $0.url(host: "db.other", options: "?sslmode=verify-full&sslrootcert=\($0.certificate("ca.crt"))") },
            keys: { ["discovery": "static", "members": "127.0.0.1:\($0.stack.cluster.port)"] },
            spoil: { try await $0.encrypt("good.crt") },
            status: ["its certificate has other names"], doctor: ["has other names than the host", "verify-ca"],
            never: gone + ["renew it"], isInConfiguration: true),
        Fault(
            name: "a server that wants TLS, and a URL that has none", url: { $0.url(options: "?sslmode=disable") },
            spoil: {
                try await $0.encrypt("good.crt")
                try await $0.rule("hostssl all all 127.0.0.1/32 scram-sha-256")
            },
            status: ["its pg_hba.conf has no line that lets the user in from here"],
            doctor: ["no encryption", "pg_hba.conf"], never: ["is gone", "down (", "start it"],
            mend: { try await $0.allowAll() }),
    ]
}
