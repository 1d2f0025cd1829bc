import PointsmanScenarios

/// What DNS says about the cluster, and how it lies.
struct NameService {
    enum Mood: Equatable {
        case honest
        case failing
        /// Says what was true when it began.
        case stale
        /// Names addresses that are not the cluster's too.
        case lying
        /// Leaves the primary out.
        case forgetful
        /// One of its questions fails: it names all but the primary, and says that there may be others.
        case partial
    }

    /// The addresses that belong to the cluster.
    var truth: [Int]
    /// Addresses that don't: of strangers, clones, former members, or second ones of a member.
    var lies: [Int] = []
    private(set) var mood = Mood.honest
    /// Whether it tells the members' names.
    var tellsNames = true
    private var remembered: [Int] = []
    /// Since when it says the truth, and only that.
    private(set) var honestSince = VirtualTime.zero

    init(truth: [Int]) {
        self.truth = truth
    }

    mutating func turn(_ mood: Mood, at moment: VirtualTime) {
        if mood == .stale { remembered = truth }
        if mood == .honest, self.mood != .honest { honestSince = moment }
        self.mood = mood
    }

    /// The answer; nil where there is none.
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
