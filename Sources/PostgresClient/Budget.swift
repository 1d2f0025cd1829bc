import CLibpqBudget

/// What libpq's calls on one link may read, and an end to what they compute (`libpq_budget.h`).
///
/// `@unchecked Sendable`: its C functions are atomic, but for entering and leaving, which are a thread's own.
final class Budget: @unchecked Sendable {
    private let raw: OpaquePointer

    /// What one call of libpq may read: more than any message that is expected, and parsed in milliseconds whatever it is.
    private static let slice: Int64 = 64 << 10

    init() {
        guard let raw = libpq_budget_create() else { fatalError("libpq_budget_create: out of memory") }
        self.raw = raw
    }

    /// Sets how many bytes may be read from now on.
    func allow(_ bytes: Int) {
        libpq_budget_allow(raw, Int64(bytes))
    }

    /// Ends what is being computed, and every later read; from any thread.
    func withdraw() {
        libpq_budget_withdraw(raw)
    }

    /// Whether more has come than was allowed.
    var isOverdrawn: Bool { libpq_budget_is_overdrawn(raw) }

    /// How many HMACs the login has taken so far: one a round of SCRAM.
    var hashes: Int { Int(libpq_budget_hashes(raw)) }

    /// Whether libpq keeps to budgets: it does where the program's own `recv` and `HMAC_Init_ex` stand before the libraries'.
    static var isEffective: Bool { libpq_budget_is_effective() }

    /// Runs a call of libpq within the budget.
    func spend<Result>(_ call: () -> Result) -> Result {
        libpq_budget_enter(raw, Self.slice)
        defer { libpq_budget_leave() }
        return call()
    }

    deinit {
        libpq_budget_free(raw)
    }
}
