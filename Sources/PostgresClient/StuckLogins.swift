import LinuxReactor

/// The places of logins that cost too much. If an abandoned login is still being computed, no further one begins there
/// meanwhile, so that a server costs at most one thread. If a login has asked for too many rounds of SCRAM, no further
/// one begins there for a while.
@Reactor
final class StuckLogins {
    static let shared = StuckLogins()

    private var stuck: [String: Int] = [:]
    private var waiting: [ObjectIdentifier: Waiter] = [:]
    private var resting: [String: (until: ContinuousClock.Instant, reason: PostgresError)] = [:]

    /// How long no login begins at a place after one that asked for too many rounds.
    private static let rest = Duration.seconds(10)

    private init() {}

    /// The place that `parameters` dial.
    static func place(_ parameters: [(keyword: String, value: String)]) -> String {
        func value(_ keyword: String) -> String? { parameters.last { $0.keyword == keyword }?.value }
        return "\(value("hostaddr") ?? value("host") ?? "") \(value("port") ?? "")"
    }

    /// Begins the rest of `place`.
    func rest(_ place: String, because reason: PostgresError) {
        resting[place] = (.now + Self.rest, reason)
    }

    /// Why no login may begin at `place` now; nil if one may.
    func restReason(at place: String) -> PostgresError? {
        guard let rest = resting[place] else { return nil }
        if .now >= rest.until { resting[place] = nil }
        return .now < rest.until ? rest.reason : nil
    }

    /// Keeps `call`, a step of a login at `place`, until it has returned.
    func add<Value>(_ call: ThreadCall<Value>, at place: String) {
        stuck[place, default: 0] += 1
        call.whenReturned {
            let left = (self.stuck[place] ?? 1) - 1
            self.stuck[place] = left > 0 ? left : nil
            self.waiting.values.forEach { $0.poke() }
        }
    }

    /// Waits until no abandoned login is left at `place`.
    /// - Returns: false if `deadline` or the task's cancellation came first.
    func clear(_ place: String, until deadline: ContinuousClock.Instant) async -> Bool {
        guard stuck[place] != nil else { return true }
        let waiter = Waiter()
        waiting[ObjectIdentifier(waiter)] = waiter
        defer { waiting[ObjectIdentifier(waiter)] = nil }
        while stuck[place] != nil, await waiter.wait(until: deadline) == .poked {}
        return stuck[place] == nil
    }
}
