import PointsmanScenarios

/// DNS: what it says about the cluster, and how it lies.
struct NameService {
    enum Mood: Equatable {
        case honest
        case failing
        /// It gives the answer that was true when this mode began.
        case stale
        /// It also names addresses that are not the cluster's.
        case lying
        /// It leaves the primary out.
        case forgetful
        /// One of its questions fails: it names all members except the primary, and says that there may be others.
        case partial
    }

    /// The addresses that belong to the cluster.
    var truth: [Int]
    /// Addresses that don't belong to it: of strangers, clones and former members, or further ones of a member.
    var lies: [Int] = []
    private(set) var mood = Mood.honest
    /// Whether it tells the members' names.
    var tellsNames = true
    private var remembered: [Int] = []
    /// The moment since which it has told only the truth.
    private(set) var honestSince = VirtualTime.zero

    init(truth: [Int]) {
        self.truth = truth
    }

    mutating func turn(_ mood: Mood, at moment: VirtualTime) {
        if mood == .stale { remembered = truth }
        if mood == .honest, self.mood != .honest { honestSince = moment }
        self.mood = mood
    }

    /// The answer; nil if there is none.
    func answer(primary: Int?) -> [Int]? {
        switch mood {
        case .honest: truth
        case .failing: nil
        case .stale: remembered
        case .lying: truth + lies
        case .forgetful, .partial: truth.filter { $0 != primary }
        }
    }
}
