using System;

namespace Shop
{
    public class Cup
    {
        public double Litres { get; set; }

        public string Path(string name)
        {
            var folder = @"C:\cups\";
            if (name == "")
            {
                throw new ArgumentException(nameof(name));
            }
            return folder + $"{name}.txt";
        }
    }
}
