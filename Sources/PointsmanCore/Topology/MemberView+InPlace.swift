/// Members are large, and rules look at one or two things of each. What the standard library offers under these names copies
/// every element that it passes; these look at them where they lie.
extension Array<MemberView> {
    func contains(where isMeant: (MemberView) -> Bool) -> Bool {
        firstIndex(where: isMeant) != nil
    }

    func firstIndex(where isMeant: (MemberView) -> Bool) -> Int? {
        for index in indices where isMeant(self[index]) { return index }
        return nil
    }

    func count(where isMeant: (MemberView) -> Bool) -> Int {
        var count = 0
        for index in indices where isMeant(self[index]) { count += 1 }
        return count
    }

    func filter(_ isMeant: (MemberView) -> Bool) -> [MemberView] {
        var meant: [MemberView] = []
        for index in indices where isMeant(self[index]) { meant.append(self[index]) }
        return meant
    }
}
