import Glibc
import LinuxReactor

extension Program {
    /// Gives it other keys and SIGHUP, and suspends until it says what came of that.
    /// - Returns: what it has logged since.
    @discardableResult
    func reload(
        _ keys: [(key: String, value: String)], pgbouncer pooler: [(key: String, value: String)] = []
    ) async throws -> String {
        try configure(keys, pgbouncer: pooler)
        return await reload()
    }

    /// Sends SIGHUP, and suspends until it says what came of that.
    /// - Returns: what it has logged since.
    @discardableResult
    func reload() async -> String {
        let before = log.utf8.count
        process.signal(SIGHUP)
        let limit = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < limit {
            let news = String(decoding: Array(log.utf8.dropFirst(before)), as: UTF8.self)
            if news.contains("the configuration was read again") || news.contains("the configuration stays as it was") {
                return news
            }
            await Reactor.sleep(until: .now + .milliseconds(10))
        }
        return "no word of the reload"
    }
}
