/// The evaluation of a look: what other consoles and clients have changed.
extension PoolerWatch {
    static func doubt(
        _ databases: [PoolerSight.Database], _ file: PoolerSight.File
    ) -> (Reroute.Doubt, sentence: String?)? {
        for database in databases {
            switch database.place {
            case .asSet: break
            case .missing:
                return (
                    database.carriesWrites ? .writes(nil) : .rest,
                    "PgBouncer had lost the database \(database.name), not by this agent: set again"
                )
            case .elsewhere(let member):
                let place = member.map { "\($0)" } ?? "nowhere"
                return (
                    database.carriesWrites ? .writes(member) : .rest,
                    "PgBouncer led \(database.name) to \(place), not by this agent: set again"
                )
            }
        }
        if file == .asWritten { return nil }
        // Of one that is outdated an operator needn't hear.
        return (
            .rest,
            file == .outdated
                ? nil : "the file of databases was changed, not by this agent: written and read again"
        )
    }

    static func suspicion(_ canary: PoolerSight.Canary, confirmed: ServerIdentity) -> Suspicion? {
        switch canary {
        case .notSent: nil
        case .reached(confirmed, isInRecovery: false): nil
        case .reached: .anotherServer
        case .full(let fullness): .finding(.full(fullness))
        case .turnedDown(let reason): .finding(.turnedDown(reason))
        case .failed(let reason): .finding(.unserved(reason))
        }
    }
}
