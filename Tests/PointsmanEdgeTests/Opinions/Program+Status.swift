import LinuxReactor
import StatusServer

extension Program {
    /// The whole of `/v1/status`.
    func status() async -> String {
        await get("/v1/status")?.text ?? ""
    }

    /// Suspends until `/v1/status` holds all of `words`; false after two minutes.
    func says(_ words: String...) async -> Bool {
        let limit = ContinuousClock.now + .seconds(120)
        while .now < limit {
            let status = await status()
            if words.allSatisfy({ status.contains($0) }) { return true }
            await Reactor.sleep(until: .now + .milliseconds(20))
        }
        return false
    }
}
