"""XLSForm, the spreadsheet form of ODK and Kobo: questionnaires brought in, questionnaires handed out."""
