"""The course: lessons that a person works through alone, and that CI proves one by one.

A lesson's start is the finished repository with the lesson's changes made to it, and its solution is the finished
repository; so nothing can drift from it, and a red start is red for the reason that the lesson names.

    errors       what is said to a reader or an author instead of a traceback
    lesson       one lesson.toml, read and checked          course     all of them, by number
    tree         the files of a start or a solution         workbench  the reader's copy of a start
    process      a child process, ended with its children
    run          a lesson's command, outcomes from JUnit XML
    verdict      green, red for the right reason, or red for another
    check        run, judge, tell, and keep the progress    progress   what is kept
    hint         one more each time                       page       how it all looks
    difference   workbench against solution (difflib)       watch      check again on each save
    predictions  answers.toml scored against a key
    shape        what a lesson's folder must hold           proof      red start, green solution, no more
    console      the console blocks of a document (Sybil)   normal     times, ports and paths made equal
    output       blocks against real output, and re-made    sandbox    a copy of the project for that
    verify       every lesson and document, two at a time
    now_you      the exercise after a lesson, which is a lesson of one step
"""
