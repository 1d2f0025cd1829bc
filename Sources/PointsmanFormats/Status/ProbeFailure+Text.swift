package import PointsmanCore

extension ProbeFailure {
    /// For people: what it means and what came back.
    package var text: String {
        switch self {
        case .down(let cause): "down (\(cause.text))"
        case .silent(let cause): "silent (\(cause.text))"
        case .blind(let cause): "can't be probed (\(cause.text))"
        }
    }
}

extension ProbeFailure.Cause {
    package var text: String {
        switch self {
        case .sqlState(let state): "SQLSTATE \(state)"
        case .systemError(let code): "errno \(code)"
        case .endOfFile: "it closed the connection"
        case .deadline: "no answer in time"
        }
    }
}
