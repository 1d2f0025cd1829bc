package import PointsmanCore
package import PostgresClient

extension ProbeFailure {
    /// What the client library's error proves of the server.
    package init(_ error: PostgresError) {
        switch error.code {
        case .server: self.init(.sqlState(SQLState(error.sqlState ?? "XX000")))
        case .transport: self.init(error.systemError.map { .systemError($0) } ?? .endOfFile)
        case .deadline, .cancelled: self.init(.deadline)
        case .misbehaving(let deed): self.init(.misbehaviour(.init(deed)))
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
