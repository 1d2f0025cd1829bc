/// What each member is, whatever else it reports: two of these are equal though positions have moved.
struct Standings: Equatable, Sendable {
    let members: [MemberView]

    static func == (left: Standings, right: Standings) -> Bool {
        left.members.agrees(with: right.members) {
            $0.standing == $1.standing && $0.hasRefused == $1.hasRefused && $0.member == $1.member
        }
    }
}
