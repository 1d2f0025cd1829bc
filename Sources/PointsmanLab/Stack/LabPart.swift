/// The parts of a lab that a process runner starts one by one.
package enum LabPart: String, CaseIterable, Sendable {
    case db1, db2, db3, dns, agent

    /// The server's index in the cluster; nil for the other parts.
    var index: Int? {
        switch self {
        case .db1: 0
        case .db2: 1
        case .db3: 2
        case .dns, .agent: nil
        }
    }
}
