/// What a planned move waits for while the fleet is called and drains, for the person who has begun it.
package enum MoveProgress {
    /// - Parameter status: of the agent that leads the move, as `/v1/status` has it.
    /// - Returns: nil where it leads none that has yet to be prepared.
    package static func sentence(_ status: JSONValue) -> String? {
        guard let move = status["switchover"], case .string(let phase)? = move["leads"],
            case .number(let present)? = move["present"], case .number(let holding)? = move["holding"],
            case .array(let missing)? = move["missing"]
        else { return nil }
        switch phase {
        case "calling":
            return "\(present) \(present == "1" ? "instance has" : "instances have") answered the roll call"
        case "draining", "closing":
            let names = missing.compactMap {
                if case .string(let name) = $0 { printable(name, most: 100) } else { nil }
            }
            return "\(holding) of \(present) \(present == "1" ? "instance holds" : "instances hold")"
                + (names.isEmpty ? "" : "; waiting for \(names.joined(separator: ", "))")
        default: return nil
        }
    }
}
