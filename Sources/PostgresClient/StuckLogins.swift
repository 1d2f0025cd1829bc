import LinuxReactor

/// The places of abandoned logins that are still being computed: no further login begins there meanwhile, so that a
/// server costs at most one thread.
@Reactor
final class StuckLogins {
    static let shared = StuckLogins()

    private var stuck: [String: Int] = [:]
    private var waiting: [ObjectIdentifier: Waiter] = [:]

    private init() {}

    /// The place that `parameters` dial.
    static func place(_ parameters: [(keyword: String, value: String)]) -> String {
        func value(_ keyword: String) -> String? { parameters.last { $0.keyword == keyword }?.value }
        return "\(value("hostaddr") ?? value("host") ?? "") \(value("port") ?? "")"
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
