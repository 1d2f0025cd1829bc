/// The parts of a lab that a process runner starts one by one.
package enum LabPart: String, CaseIterable, Sendable {
    case db1, db2, db3, dns, agent

    /// The place of a server among the cluster's.
    var index: Int? {
        switch self {
        case .db1: 0
        case .db2: 1
        case .db3: 2
        case .dns, .agent: nil
        }
    }
}
