using TherapyCompanion.Core.Messages;

namespace TherapyCompanion.Tests.Core;

/// <summary>The hours in which messages leave, over the days on which Israel's clocks jump (27 March and 25 October 2026, 02:00).</summary>
public sealed class SendingHoursTests
{
    private static readonly TimeZoneInfo Israel = TimeZoneInfo.FindSystemTimeZoneById("Asia/Jerusalem");
    private static readonly SendingHours Usual = new(Israel, new(8, 30), new(20, 0));

    [Theory]
    [InlineData("2026-11-24T06:29:59Z", false)] // 08:29:59 in winter
    [InlineData("2026-11-24T06:30:00Z", true)]
    [InlineData("2026-11-24T17:59:59Z", true)]
    [InlineData("2026-11-24T18:00:00Z", false)] // 20:00: closed
    [InlineData("2026-11-23T22:00:00Z", false)] // midnight
    [InlineData("2026-07-01T05:29:59Z", false)] // 08:29:59 in summer
    [InlineData("2026-07-01T05:30:00Z", true)]
    [InlineData("2026-07-01T16:59:59Z", true)]
    [InlineData("2026-07-01T17:00:00Z", false)]
    public void The_opening_is_within_and_the_closing_is_not(string at, bool allowed) => Usual.Allow(T(at)).Should().Be(allowed);

    [Theory]
    [InlineData("2026-11-24T08:00:00Z", "2026-11-24T08:00:00Z")] // within: now
    [InlineData("2026-11-24T04:00:00Z", "2026-11-24T06:30:00Z")] // early: today's opening
    [InlineData("2026-11-24T18:00:00Z", "2026-11-25T06:30:00Z")] // at closing: tomorrow's
    [InlineData("2026-11-24T21:59:59Z", "2026-11-25T06:30:00Z")] // a second before midnight
    [InlineData("2026-11-24T22:00:00Z", "2026-11-25T06:30:00Z")] // at midnight: the same day that has begun
    [InlineData("2026-03-26T18:00:00Z", "2026-03-27T05:30:00Z")] // over the night in which the clocks go forward: 08:30 is an hour earlier
    [InlineData("2026-10-24T17:00:00Z", "2026-10-25T06:30:00Z")] // and back: an hour later
    [InlineData("2026-12-31T18:00:00Z", "2027-01-01T06:30:00Z")]
    public void What_may_not_leave_now_leaves_at_the_next_opening(string at, string leaves) => Usual.NextFrom(T(at)).Should().Be(T(leaves));

    [Fact]
    public void An_opening_in_the_hour_that_is_skipped_moves_to_the_first_minute_after_it()
    {
        var early = new SendingHours(Israel, new(2, 30), new(20, 0));
        // 02:00 → 03:00 on 27 March: 02:30 does not exist; 03:00 local is 00:00 UTC.
        early.NextFrom(T("2026-03-26T22:00:00Z")).Should().Be(T("2026-03-27T00:00:00Z"));
        early.Allow(T("2026-03-27T00:00:00Z")).Should().BeTrue();
    }

    [Fact]
    public void An_opening_in_the_hour_that_comes_twice_is_one_moment_within_the_hours()
    {
        var early = new SendingHours(Israel, new(1, 30), new(20, 0));
        var opening = early.NextFrom(T("2026-10-24T21:30:00Z")); // 00:30 local
        opening.Should().BeOneOf(T("2026-10-24T22:30:00Z"), T("2026-10-24T23:30:00Z"));
        early.Allow(opening).Should().BeTrue();
    }

    [Fact]
    public void In_the_hour_that_comes_twice_both_are_judged_by_the_wall_clock()
    {
        var hours = new SendingHours(Israel, new(0, 0), new(1, 30));
        hours.Allow(T("2026-10-24T22:15:00Z")).Should().BeTrue(); // 01:15, summer
        hours.Allow(T("2026-10-24T22:45:00Z")).Should().BeFalse(); // 01:45, summer
        hours.Allow(T("2026-10-24T23:15:00Z")).Should().BeTrue(); // 01:15, winter
        hours.Allow(T("2026-10-24T23:45:00Z")).Should().BeFalse();
    }

    [Fact]
    public void Whatever_the_moment_the_answer_is_never_earlier_and_always_within_the_hours()
    {
        foreach (var hours in new[] { Usual, new SendingHours(Israel, new(2, 30), new(3, 30)), new SendingHours(Israel, new(0, 0), new(0, 1)), new SendingHours(Israel, new(1, 0), new(1, 30)) })
        {
            foreach (var start in new[] { "2026-03-25T00:07:00Z", "2026-10-23T00:07:00Z", "2026-12-30T00:07:00Z" })
            {
                for (var at = T(start); at < T(start).AddDays(4); at = at.AddMinutes(13))
                {
                    var leaves = hours.NextFrom(at);
                    leaves.Should().BeOnOrAfter(at);
                    hours.Allow(leaves).Should().BeTrue($"{leaves:O} after {at:O} for {hours.OpensAt}");
                    (leaves - at).Should().BeLessThan(TimeSpan.FromHours(26));
                }
            }
        }
    }

    [Fact]
    public void A_moment_is_the_same_moment_in_whatever_zone_it_is_said() =>
        Usual.Allow(new DateTimeOffset(2026, 11, 24, 1, 30, 0, TimeSpan.FromHours(-5))).Should().BeTrue("that is 08:30 in Jerusalem");

    private static DateTimeOffset T(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
