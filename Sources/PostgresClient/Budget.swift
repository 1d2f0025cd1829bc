import CLibpqBudget

/// The number of bytes that libpq's calls on one link may read, and a means to end what they compute
/// (`libpq_budget.h`).
///
/// `@unchecked Sendable`: its C functions are atomic, except for entering and leaving, which concern the calling thread
/// only.
final class Budget: @unchecked Sendable {
    private let raw: OpaquePointer

    /// The most bytes that one call of libpq may read: more than any expected message, and parsed within milliseconds
    /// in any case.
    private static let slice: Int64 = 64 << 10

    init() {
        guard let raw = libpq_budget_create() else { fatalError("libpq_budget_create: out of memory") }
        self.raw = raw
    }

    /// Sets how many bytes may be read from now on.
    func allow(_ bytes: Int) {
        libpq_budget_allow(raw, Int64(bytes))
    }

    /// Sets how many HMACs the login may compute in all.
    func allowHashes(_ count: Int) {
        libpq_budget_allow_hashes(raw, Int64(count))
    }

    /// Ends the present computation and every later read; from any thread.
    func withdraw() {
        libpq_budget_withdraw(raw)
    }

    /// Whether more bytes have come than were allowed.
    var isOverdrawn: Bool { libpq_budget_is_overdrawn(raw) }

    /// The number of HMACs that the login has computed: one for each round of SCRAM.
    var hashes: Int { Int(libpq_budget_hashes(raw)) }

    /// Whether libpq obeys budgets: it does if the program's own `recv` and `HMAC_Init_ex` are found before the
    /// libraries'.
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
