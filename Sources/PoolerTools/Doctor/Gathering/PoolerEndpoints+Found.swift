import LinuxReactor
import PointsmanConfiguration

extension PoolerEndpoints {
    /// How the PgBouncer of `configuration` is reached, where there is one.
    @Reactor
    static func found(_ configuration: Configuration) async -> Gathered<PoolerEndpoints> {
        await offReactor {
            do throws(StartError) {
                guard let endpoints = try existing(configuration) else {
                    return .unseen("no managed PgBouncer was started with this RUNTIME_DIRECTORY")
                }
                return .seen(endpoints)
            } catch {
                return .unseen(error.description)
            }
        }
    }
}
