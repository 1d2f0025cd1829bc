package import PointsmanCore

/// One write of the workload, from its sending to its result. A failed connection attempt counts as one too: its write
/// was never sent.
package struct Attempt: Sendable, Equatable {
    package enum Outcome: Sendable, Equatable {
        case acknowledged(ServerMark)
        case failed(Failure)
    }

    package let writer: Int
    package let number: Int
    package let sentAt: Instant
    package let endedAt: Instant
    package let outcome: Outcome

    package init(writer: Int, number: Int, sentAt: Instant, endedAt: Instant, outcome: Outcome) {
        self.writer = writer
        self.number = number
        self.sentAt = sentAt
        self.endedAt = endedAt
        self.outcome = outcome
    }

    package var mark: ServerMark? {
        if case .acknowledged(let mark) = outcome { mark } else { nil }
    }

    package var failure: Failure? {
        if case .failed(let failure) = outcome { failure } else { nil }
    }
}
