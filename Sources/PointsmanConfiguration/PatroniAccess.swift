package import PointsmanFormats

/// How Patroni's REST API is asked, as its sections `restapi` and `ctl` have it ("YAML Configuration Settings" of its
/// documentation).
package struct PatroniAccess: Equatable, Sendable {
    /// The words of libpq's `sslmode`; `off` is plain HTTP.
    package enum TLS: String, CaseIterable, Sendable {
        case off, require
        case authority = "verify-ca"
        case full = "verify-full"
    }

    package var tls = TLS.off
    /// Who must have signed its certificate, in PEM; nil for this machine's authorities.
    package var authority: [UInt8]?
    /// What it is shown, in PEM.
    package var certificate: [UInt8]?
    /// The private key of ``certificate``, in PEM.
    package var key: Secret?
    /// `USER:PASSWORD`, for what changes something.
    package var login: Secret?

    package init() {}
}
