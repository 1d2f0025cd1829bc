import LinuxReactor
import PointsmanAgent

extension PoolerWay {
    /// How the PgBouncer of `configuration` is reached, where there is one.
    @Reactor
    static func found(_ configuration: Configuration) async -> Gathered<PoolerWay> {
        await offReactor {
            do throws(StartError) {
                guard let way = try existing(configuration) else {
                    return .unseen("no managed PgBouncer was started with this RUNTIME_DIRECTORY")
                }
                return .seen(way)
            } catch {
                return .unseen(error.description)
            }
        }
    }
}
