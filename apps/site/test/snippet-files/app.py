chat = "the application of the pages"
chat2 = "its next version"
