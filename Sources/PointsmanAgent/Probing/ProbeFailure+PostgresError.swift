package import PointsmanCore
package import PostgresClient

extension ProbeFailure {
    /// The proof that the client library's error gives about the server.
    package init(_ error: PostgresError) {
        switch error.code {
        case .server: self.init(.sqlState(Self.state(of: error)))
        case .encryption(let fault): self.init(.encryption(.init(fault)))
        case .transport: self.init(error.systemError.map { .systemError($0) } ?? .endOfFile)
        case .deadline, .cancelled: self.init(.deadline)
        case .misbehaving(let deed): self.init(.misbehaviour(.init(deed)))
        }
    }

    /// The meaning of 28000 or 42501 that the server's message tells. A message in another language than English leaves
    /// the code itself.
    private static func state(of error: PostgresError) -> SQLState {
        if error.sqlState == "42501", let function = DeniedFunction(message: error.message) { return function.state }
        guard error.sqlState == "28000" else { return SQLState(error.sqlState ?? "XX000") }
        if error.message.contains("pg_hba.conf") { return "28HBA" }
        if error.message.hasSuffix("is not permitted to log in") { return "28LGN" }
        return error.message.hasPrefix("role ") && error.message.hasSuffix("does not exist") ? "28ROL" : "28000"
    }
}

extension EncryptionFault {
    fileprivate init(_ fault: PostgresError.EncryptionFault) {
        self =
            switch fault {
            case .notOffered: .notOffered
            case .untrusted: .untrusted
            case .otherName: .otherName
            case .missingFile: .missingFile
            case .handshake: .handshake
            }
    }
}

extension ProbeFailure.Misbehaviour {
    fileprivate init(_ deed: Misbehaviour) {
        self =
            switch deed {
            case .excess: .excess
            case .foreignState: .foreignState
            case .costlyLogin: .costlyLogin
            case .garbled: .garbled
            }
    }
}
