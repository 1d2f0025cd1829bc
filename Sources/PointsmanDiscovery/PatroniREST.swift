package import PointsmanConfiguration
package import PointsmanCore
import PointsmanFormats
package import StatusServer

/// The way to Patroni's REST API beside the members: plain or over TLS, with what Patroni wants to be shown.
package struct PatroniREST: Sendable {
    private let security: HTTPSecurity?
    private let login: Secret?

    /// - Throws: where what the keys name is no certificate or key.
    package init(_ access: PatroniAccess) throws(StartError) {
        login = access.login
        guard let verification = HTTPSecurity.Verification(access.tls) else {
            security = nil
            return
        }
        do throws(HTTPSecurity.Flaw) {
            security = try HTTPSecurity(
                verification, authority: access.authority, certificate: access.certificate,
                key: access.key.map { Array($0.reveal().utf8) })
        } catch {
            throw StartError(.dataError, "patroni_ca_file, patroni_cert_file or patroni_key_file: \(error)")
        }
    }

    /// Who asks at `place`; the password goes along only where something is to be changed.
    /// - Parameter name: whose certificate is expected; nil for the address's.
    package func client(
        at place: MemberID, named name: String?, changing: Bool = false, on thread: HTTPThread? = nil,
        mostBytes: Int = 1 << 20
    ) -> HTTPClient {
        var headers: [(name: String, value: String)] = []
        if changing {
            headers.append(("Content-Type", "application/json"))
            if let login { headers.append(("Authorization", "Basic \(Base64.text(Array(login.reveal().utf8)))")) }
        }
        return HTTPClient(
            .tcp("\(place.address)", port: place.port), over: security, as: name, headers: headers, on: thread,
            mostBytes: mostBytes)
    }
}

extension PatroniREST {
    /// Who asks an opinion source of `kind`: all others than Patroni are asked in plain HTTP.
    package func client(
        of kind: OpinionSource.Kind, at place: MemberID, named name: String?, on thread: HTTPThread?, mostBytes: Int
    ) -> HTTPClient {
        guard kind == .patroni else {
            return HTTPClient(.tcp("\(place.address)", port: place.port), on: thread, mostBytes: mostBytes)
        }
        return client(at: place, named: name, on: thread, mostBytes: mostBytes)
    }
}

extension HTTPSecurity.Verification {
    fileprivate init?(_ tls: PatroniAccess.TLS) {
        switch tls {
        case .off: return nil
        case .require: self = .require
        case .authority: self = .authority
        case .full: self = .full
        }
    }
}
