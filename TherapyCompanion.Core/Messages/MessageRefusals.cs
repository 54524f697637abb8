namespace TherapyCompanion.Core.Messages;

/// <summary>What the acts on messages refuse.</summary>
public static class MessageRefusals
{
    public static readonly Refusal NotAPerson = new("NotAPerson");
    public static readonly Refusal AlreadyApproved = new("MessageAlreadyApproved");
    public static readonly Refusal AlreadySent = new("MessageAlreadySent");
    public static readonly Refusal AlreadyRejected = new("MessageAlreadyRejected");
    public static readonly Refusal NotApproved = new("MessageNotApproved");
    public static readonly Refusal NotDue = new("MessageNotDue");
    public static readonly Refusal DueInThePast = new("MessageDueInThePast");
    public static readonly Refusal OutsideHours = new("MessageOutsideHours");
    public static readonly Refusal TextChanged = new("MessageTextChanged");
    public static readonly Refusal Empty = new("MessageEmpty");
    public static readonly Refusal TooLong = new("MessageTooLong");
    public static readonly Refusal NewReply = new("MessageNewReply");
    public static readonly Refusal FormChanged = new("MessageFormChanged");

    /// <summary>The treatment rests or ended, or the form was changed, since this was read.</summary>
    public static readonly Refusal FileChanged = new("MessageFileChanged");
    public static readonly Refusal AlertOpen = new("MessageAlertOpen");
}
