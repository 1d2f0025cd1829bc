import PointsmanCore
import PointsmanScenarios

/// A PostgreSQL server as others see it: its reports, whether it answers, and whether a write commits there.
final class ServerModel {
    enum Role: Equatable {
        case primary
        /// A standby. `upstream` is nil while it streams from no server.
        case standby(upstream: Int?)
    }

    let index: Int
    var systemIdentifier: UInt64
    var role: Role
    var timeline: UInt32
    var lsn: UInt64
    /// The number of its run: a connection to an earlier run is broken.
    private(set) var epoch: UInt32 = 1
    private(set) var isRunning = true
    /// Whether its machine is on. If it is off, connections are not even refused.
    var isPowered = true
    /// Whether its processes are stopped, as by SIGSTOP: the kernel goes on accepting what is sent.
    var isHung = false
    /// Whether `default_transaction_read_only` is on.
    var isReadOnly = false
    /// Whether its disk is full: each write fails, and its role does not show it.
    var isFull = false
    /// Whether commits wait until a standby has them.
    var isSynchronous = false
    /// Whether it refuses monitoring with 53300.
    var isBlind = false {
        didSet { if !isBlind { refusesRole = false } }
    }
    /// Whether it refuses monitoring and PgBouncer with 28000: the role may no longer log in.
    var refusesRole = false
    /// Whether it answers probes with messages that no PostgreSQL sends.
    var isMisbehaving = false
    /// Whether a standby shows its timeline; a role without pg_monitor does not see it.
    var showsReceiver = true
    /// What streams from it besides standbys.
    var senders: [Sender] = []
    /// Whether it is ending its recovery, and will be a primary soon.
    var isPromoting = false
    /// The moment until which it answers 57P03.
    var startsUntil = VirtualTime.zero
    /// Whether it is a copy or a stranger, which the cluster's promotions do not concern.
    var isOutsider = false
    /// Whether it is gone for good.
    var isRetired = false
    /// Its own address.
    var home: Int
    /// The position at which a standby's replay stopped; nil while it goes on.
    var stalledAt: UInt64?
    /// When a standby last had everything that its primary had.
    var caughtUp = VirtualTime.zero

    init(index: Int, systemIdentifier: UInt64, role: Role, timeline: UInt32, lsn: UInt64) {
        self.index = index
        home = index
        self.systemIdentifier = systemIdentifier
        self.role = role
        self.timeline = timeline
        self.lsn = lsn
    }

    var isPrimary: Bool { role == .primary }
    var answers: Bool { isRunning && isPowered && !isHung }
    /// Whether it would take a write that arrives now.
    var takesWrites: Bool { answers && isPrimary && !isReadOnly && !isFull }
    /// The position that a standby's readers see.
    var replayed: UInt64 { stalledAt ?? lsn }
    var upstream: Int? { if case .standby(let upstream) = role { upstream } else { nil } }
    /// Its run: `pg_postmaster_start_time()` is made of its number and the number of its runs.
    var identity: ServerIdentity {
        ServerIdentity(
            systemIdentifier: SystemIdentifier(systemIdentifier),
            startedMicroseconds: Int64(index) * 1_000_000 + Int64(epoch))
    }

    func crash() {
        isRunning = false
        isHung = false
        isPromoting = false
    }

    func start(at moment: VirtualTime, recoversFor span: VirtualTime) {
        guard !isRunning else { return }
        isRunning = true
        isPowered = true
        isHung = false
        epoch += 1
        startsUntil = moment + span
    }

    /// Leaves recovery on a new timeline; its connections stay.
    func promote(to timeline: UInt32) {
        role = .primary
        isPromoting = false
        stalledAt = nil
        self.timeline = timeline
        lsn += 200
    }
}
