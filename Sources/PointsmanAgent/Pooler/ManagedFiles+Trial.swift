import LinuxReactor
import Logging
import PointsmanConfiguration

extension ManagedFiles {
    /// Starts `program` with the files' content, before the files are written.
    /// - Throws: a StartError that says why PgBouncer would not start, and which key causes it.
    @Reactor
    func tryOut(_ program: String, log: Logger) async throws(StartError) {
        guard try await !tryOut(program) else { return }
        log.warning("PgBouncer: whether it would start with this configuration could not be tried")
    }

    /// The same. Returns whether that could be tried.
    @Reactor
    func tryOut(_ program: String) async throws(StartError) -> Bool {
        switch try await PoolerTrial(files: self, program: program).run() {
        case .isUp: return true
        case .ended(let words):
            throw PoolerRefusal(words, configuration, version: await PoolerProgram.version(of: program)).error
        case .tookTooLong: return false
        }
    }
}
