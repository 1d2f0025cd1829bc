import LinuxReactor
import Logging
import PointsmanConfiguration

extension ManagedFiles {
    /// Has `program` try what the files would say, before they are written.
    /// - Throws: why it would not start, and where that stands.
    @Reactor
    func tryOut(_ program: String, log: Logger) async throws(StartError) {
        switch try await PoolerTrial(files: self, program: program).run() {
        case .isUp: break
        case .ended(let words):
            throw PoolerRefusal(words, configuration, version: await PoolerProgram.version(of: program)).error
        case .tookTooLong: log.warning("PgBouncer: whether it would start with this configuration could not be tried")
        }
    }
}
